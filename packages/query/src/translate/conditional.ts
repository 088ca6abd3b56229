// CASE in both forms, and COALESCE.
import { locateErrors } from '../parser/source-error.ts';
import type {
  CoalesceContext,
  ExpressionContext,
  SearchedCaseContext,
  SimpleCaseContext,
  WhenClauseContext,
} from '../parser/trino-grammar.ts';
import { compare, unify } from './comparison.ts';
import { condition } from './logic.ts';
import { callScalar } from './scalar-call.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function simpleCase(node: SimpleCaseContext, scope: Scope, walk: Walk): TypedExpression {
  const operand = walk.expression(node._operand!, scope);
  const conditions = node.whenClause().map((when) => {
    const value = walk.expression(when._condition!, scope);
    return locateErrors(when, () => compare('=', operand, value)).sql;
  });
  return cases(conditions, node.whenClause(), node._elseExpression, scope, walk);
}

export function searchedCase(node: SearchedCaseContext, scope: Scope, walk: Walk): TypedExpression {
  const conditions = node.whenClause().map((when) => condition(when._condition!, scope, walk, 'CASE WHEN clause').sql);
  return cases(conditions, node.whenClause(), node._elseExpression, scope, walk);
}

export function coalesceExpression(node: CoalesceContext, scope: Scope, walk: Walk): TypedExpression {
  const operands = node.expression().map((operand) => walk.expression(operand, scope));
  return callScalar('coalesce', operands, node, walk);
}

function cases(
  conditions: readonly string[],
  whens: readonly WhenClauseContext[],
  otherwise: ExpressionContext | undefined,
  scope: Scope,
  walk: Walk,
): TypedExpression {
  const nodes = [...whens.map((when) => when._result!), ...(otherwise === undefined ? [] : [otherwise])];
  const results = nodes.map((result) => walk.expression(result, scope));
  const { expressions, type, mayBeNaN } = locateErrors(nodes[nodes.length - 1], () =>
    unify(results, 'All CASE results must be the same type or coercible to a common type'),
  );
  const branches = conditions.map((sql, i) => `WHEN ${sql} THEN ${expressions[i].sql}`);
  const last = otherwise === undefined ? '' : ` ELSE ${expressions[expressions.length - 1].sql}`;
  return { sql: `(CASE ${branches.join(' ')}${last} END)`, type, mayBeNaN };
}
