// AND, OR, NOT, and conditions that must be boolean.
import { sourceError } from '../parser/source-error.ts';
import { AndContext, type LogicalNotContext, OrContext, type ParserRuleContext } from '../parser/trino-grammar.ts';
import { coerce } from '../types/coercion.ts';
import { BOOLEAN } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { truth } from './comparison.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

/** @param what opens the error when it is none: `WHERE clause` */
export function condition(node: ParserRuleContext, scope: Scope, walk: Walk, what: string): TypedExpression {
  const expression = walk.expression(node, scope);
  if (expression.type.kind !== 'boolean' && expression.type.kind !== 'unknown') {
    const message = `${what} must evaluate to a boolean: actual type ${typeText(expression.type)}`;
    throw sourceError(node, 'TYPE_MISMATCH', message);
  }
  return coerce(expression, BOOLEAN);
}

export function conjunction(node: AndContext, scope: Scope, walk: Walk): TypedExpression {
  return joined(terms(node, AndContext), ' AND ', false, scope, walk);
}

export function disjunction(node: OrContext, scope: Scope, walk: Walk): TypedExpression {
  return joined(terms(node, OrContext), ' OR ', true, scope, walk);
}

export function negation(node: LogicalNotContext, scope: Scope, walk: Walk): TypedExpression {
  const operand = condition(node.booleanExpression(), scope, walk, 'Value of logical NOT expression');
  return truth(`(NOT ${operand.sql})`);
}

/** The tree leans to the left, one level a term: thousands of terms are common in generated texts. */
export function terms(node: ParserRuleContext, type: typeof AndContext | typeof OrContext): ParserRuleContext[] {
  const found: ParserRuleContext[] = [];
  let current = node;
  while (current instanceof type) {
    found.push(current.booleanExpression(1)!);
    current = current.booleanExpression(0)!;
  }
  found.push(current);
  return found.reverse();
}

/** The terms of AND at the top of a condition. */
export function conjuncts(node: ParserRuleContext): ParserRuleContext[] {
  const inner = innermost(node);
  return inner instanceof AndContext ? terms(inner, AndContext).flatMap(conjuncts) : [inner];
}

/** @param decisive the literal beside which the other terms are not asked, whatever they fail on */
function joined(
  nodes: readonly ParserRuleContext[],
  operator: string,
  decisive: boolean,
  scope: Scope,
  walk: Walk,
): TypedExpression {
  const conditions = nodes.map((term) => condition(term, scope, walk, 'Logical expression term'));
  if (conditions.some(({ constant }) => constant === decisive)) return truth(String(decisive));
  return truth(`(${conditions.map(({ sql }) => sql).join(operator)})`);
}
