// Queries inside expressions: scalar subqueries, EXISTS, IN (SELECT …), comparison with ANY and ALL.
import { sourceError } from '../parser/source-error.ts';
import type {
  ExistsContext,
  InSubqueryContext,
  ParserRuleContext,
  QuantifiedComparisonContext,
  QueryContext,
  SubqueryExpressionContext,
} from '../parser/trino-grammar.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { row } from '../types/type-constructors.ts';
import { type ComparisonOperator, truth } from './comparison.ts';
import { among, comparedWithAll, type MembershipOptions, type Subquery } from './membership.ts';
import { OUTER_JOIN_CLAUSE, type Scope } from './scope.ts';
import { beforeTry } from './try-call.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function scalarSubquery(node: SubqueryExpressionContext, scope: Scope, walk: Walk): TypedExpression {
  return beforeTry(oneValue(node, scope, walk), scope, walk);
}

function oneValue(node: SubqueryExpressionContext, scope: Scope, walk: Walk): TypedExpression {
  const query = subquery(node, node.query(), scope, walk);
  const [first] = query.columns;
  if (query.columns.length === 1) {
    return { sql: `(${query.sql})`, type: first.type, mayBeNaN: first.mayBeNaN };
  }
  const type = row(query.columns);
  const names = type.fields.map((field, i) => structField(field, i).toLowerCase());
  if (new Set(names).size < names.length) {
    throw sourceError(node, 'NOT_SUPPORTED', 'A row with two fields of one name is not supported locally', {
      hint: 'Give the columns of the subquery names of their own.',
    });
  }
  const fields = type.fields.map((field, i) => `${quoteLiteral(structField(field, i))}: z.c${i + 1}`);
  return {
    sql: `(SELECT {${fields.join(', ')}} FROM (${query.sql}) z)`,
    type,
    mayBeNaN: query.columns.some((column) => column.mayBeNaN),
  };
}

export function exists(node: ExistsContext, scope: Scope, walk: Walk): TypedExpression {
  const { sql } = subquery(node, node.query(), scope, walk, 'EXISTS');
  return beforeTry(truth(`(EXISTS (${sql}))`), scope, walk);
}

/** @param scope its `filter` only where it is this */
export function inSubquery(form: InSubqueryContext, value: TypedExpression, scope: Scope, walk: Walk): TypedExpression {
  const query = subquery(form, form.query(), scope, walk, 'IN');
  return among(form, value, query, membership(form.KW_NOT() !== null, scope));
}

/** Trino's `= ANY` is IN, its `<> ALL` NOT IN. */
export function quantifiedComparison(
  form: QuantifiedComparisonContext,
  operator: ComparisonOperator,
  value: TypedExpression,
  scope: Scope,
  walk: Walk,
): TypedExpression {
  const query = subquery(form, form.query(), scope, walk, 'IN');
  const quantifier = form.comparisonQuantifier().KW_ALL() === null ? 'ANY' : 'ALL';
  if (operator === (quantifier === 'ANY' ? '=' : '<>')) {
    return among(form, value, query, membership(quantifier === 'ALL', scope));
  }
  return comparedWithAll(form, operator, quantifier, value, query);
}

function membership(negated: boolean, { filter, mayFilter }: Scope): MembershipOptions {
  const isFilter = filter?.isRequired === true && filter.isNegated === negated;
  return { negated, filters: isFilter ? 'yes' : mayFilter ? 'perhaps' : 'no' };
}

function subquery(
  place: ParserRuleContext,
  node: QueryContext,
  scope: Scope,
  walk: Walk,
  tested?: 'EXISTS' | 'IN',
): Subquery {
  if (scope.clause === OUTER_JOIN_CLAUSE) {
    throw sourceError(place, 'NOT_SUPPORTED', 'A subquery in the condition of an outer join is not supported locally', {
      hint: 'Put it into the SELECT list of a subquery that is joined.',
    });
  }
  if (scope.clause.inside?.kind === 'lambda') {
    throw sourceError(place, 'NOT_SUPPORTED', 'Lambda expression cannot contain a subquery');
  }
  const crossing = { isCrossed: false, isComputed: false };
  const query = walk.query(node, { commonTables: scope.environment.commonTables, parent: scope, tested, crossing });
  return { ...query, isCorrelated: crossing.isCrossed };
}
