// AND, OR, NOT, and conditions that must be boolean.
import { sourceError } from '../parser/source-error.ts';
import { AndContext, type LogicalNotContext, OrContext, type ParserRuleContext } from '../parser/trino-grammar.ts';
import { coerce } from '../types/coercion.ts';
import { BOOLEAN } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { truth } from './comparison.ts';
import { mayFail } from './may-fail.ts';
import { MAY_FAIL } from './null-first.ts';
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

/** What rows are filtered by. DuckDB then asks the terms of AND and OR one after another by itself, and must see them to push them down. */
export function filterCondition(node: ParserRuleContext, scope: Scope, walk: Walk, what: string): TypedExpression {
  const filter = { node: innermost(node), isRequired: true, isNegated: false, isPlain: true };
  return condition(node, { ...scope, filter }, walk, what);
}

export function conjunction(node: AndContext, scope: Scope, walk: Walk): TypedExpression {
  return joined(node, ' AND ', false, scope, walk);
}

export function disjunction(node: OrContext, scope: Scope, walk: Walk): TypedExpression {
  return joined(node, ' OR ', true, scope, walk);
}

export function negation(node: LogicalNotContext, scope: Scope, walk: Walk): TypedExpression {
  const inner = node.booleanExpression();
  const filter =
    scope.filter?.node === node
      ? { ...scope.filter, node: innermost(inner), isNegated: !scope.filter.isNegated, isPlain: false }
      : undefined;
  const operand = condition(inner, { ...scope, filter }, walk, 'Value of logical NOT expression');
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

const ORDER_NOTE =
  'A term of AND that may fail stands before others in WHERE, HAVING or ON: the local engine may ask those first, and answer where Trino fails.';

/** Terms of AND that filter DuckDB asks in the order it likes. */
export function noteOrder(conditions: readonly string[], walk: Walk): void {
  const first = conditions.findIndex((sql) => MAY_FAIL.test(sql));
  if (first >= 0 && conditions.slice(first + 1).some((sql) => !MAY_FAIL.test(sql))) walk.notes.add(ORDER_NOTE);
}

/** @param decisive the literal beside which the other terms are not asked, whatever they fail on */
function joined(
  node: ParserRuleContext,
  operator: ' AND ' | ' OR ',
  decisive: boolean,
  scope: Scope,
  walk: Walk,
): TypedExpression {
  const filter = scope.filter?.node === node ? scope.filter : undefined;
  const isRequired = filter?.isRequired === true && filter.isNegated === (operator === ' OR ');
  const conditions = terms(node, decisive ? OrContext : AndContext).map((term) => {
    const inner = filter === undefined ? scope : { ...scope, filter: { ...filter, node: innermost(term), isRequired } };
    return condition(term, inner, walk, 'Logical expression term');
  });
  if (conditions.some(({ constant }) => constant === decisive)) return truth(String(decisive));
  const plain = truth(`(${conditions.map(({ sql }) => sql).join(operator)})`);
  if (filter?.isPlain && filter.isRequired && operator === ' AND ')
    noteOrder(
      conditions.map(({ sql }) => sql),
      walk,
    );
  return filter?.isPlain ? plain : inOrder(conditions, operator, plain);
}

/** What is named twice on every level of AND in OR in AND doubles. Longer ones stay as they are: at worst they fail. */
const MAX_GUARDED_LENGTH = 20_000;

/** Outside of filters DuckDB computes all terms; as in Trino one that may fail must wait for what stands before it. */
function inOrder(
  conditions: readonly TypedExpression[],
  operator: ' AND ' | ' OR ',
  plain: TypedExpression,
): TypedExpression {
  if (plain.sql.length > MAX_GUARDED_LENGTH) return plain;
  const parts: string[] = [];
  for (const { sql } of conditions) {
    if (parts.length === 0 || mayFail(sql)) parts.push(sql);
    else parts.push(parts.pop() + operator + sql);
  }
  if (parts.length === 1) return plain;
  const decided = parts
    .slice(0, -1)
    .map((part) => (operator === ' AND ' ? `WHEN NOT (${part}) THEN false` : `WHEN ${part} THEN true`));
  // NULL decides nothing, but shows.
  return truth(`(CASE ${decided.join(' ')} ELSE ${parts.join(operator)} END)`);
}
