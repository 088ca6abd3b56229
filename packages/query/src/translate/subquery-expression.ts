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
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { anonymousRow, row } from '../types/type-constructors.ts';
import { isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { type ComparisonOperator, isComparable, isOrderable, rowField, truth } from './comparison.ts';
import { refuseOperands } from './operators.ts';
import { OUTER_JOIN_CLAUSE, type Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { TranslatedQuery, Walk } from './walk.ts';

export function scalarSubquery(node: SubqueryExpressionContext, scope: Scope, walk: Walk): TypedExpression {
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
  return truth(`(EXISTS (${subquery(node, node.query(), scope, walk, 'EXISTS').sql}))`);
}

export function inSubquery(form: InSubqueryContext, value: TypedExpression, scope: Scope, walk: Walk): TypedExpression {
  const query = subquery(form, form.query(), scope, walk, 'IN');
  const operator = form.KW_NOT() === null ? 'IN' : 'NOT IN';
  if (value.type.kind === 'row' && query.columns.length > 1) return rowInSubquery(form, operator, value, query);
  const type = valueType(form, value, query);
  return truth(`(${coerce(value, type).sql} ${operator} (${singleColumn(query, type)}))`);
}

export function quantifiedComparison(
  form: QuantifiedComparisonContext,
  operator: ComparisonOperator,
  value: TypedExpression,
  scope: Scope,
  walk: Walk,
): TypedExpression {
  const query = subquery(form, form.query(), scope, walk, 'IN');
  const type = valueType(form, value, query);
  const equality = operator === '=' || operator === '<>';
  if (equality ? !isComparable(type) : !isOrderable(type)) refuseOperands(operator, value, { ...value, type });
  if (isFloating(type) && (value.mayBeNaN || query.columns[0].mayBeNaN)) {
    throw sourceError(form, 'NOT_SUPPORTED', 'ANY and ALL over numbers that may be NaN are not supported locally');
  }
  const quantifier = form.comparisonQuantifier().KW_ALL() === null ? 'ANY' : 'ALL';
  return truth(`(${coerce(value, type).sql} ${operator} ${quantifier} (${singleColumn(query, type)}))`);
}

function subquery(
  place: ParserRuleContext,
  node: QueryContext,
  scope: Scope,
  walk: Walk,
  tested?: 'EXISTS' | 'IN',
): TranslatedQuery {
  if (scope.clause === OUTER_JOIN_CLAUSE) {
    throw sourceError(place, 'NOT_SUPPORTED', 'A subquery in the condition of an outer join is not supported locally', {
      hint: 'Put it into the SELECT list of a subquery that is joined.',
    });
  }
  if (scope.clause.inside?.kind === 'lambda') {
    throw sourceError(place, 'NOT_SUPPORTED', 'Lambda expression cannot contain a subquery');
  }
  return walk.query(node, { commonTables: scope.environment.commonTables, parent: scope, tested });
}

function valueType(form: ParserRuleContext, value: TypedExpression, query: TranslatedQuery): TrinoType {
  if (query.columns.length !== 1) {
    const found = typeText(anonymousRow(query.columns.map((column) => column.type)));
    const message = `Value expression and result of subquery must be of the same type: row(${typeText(value.type)}) vs ${found}`;
    throw sourceError(form, 'TYPE_MISMATCH', message);
  }
  const found = query.columns[0].type;
  const type = commonType(value.type, found);
  if (type === null) {
    const message = `value and result of subquery must be of the same type for IN expression: ${typeText(value.type)} vs ${typeText(found)}`;
    throw sourceError(form, 'TYPE_MISMATCH', message);
  }
  if (type.kind === 'row' || type.kind === 'array' || type.kind === 'map') {
    throw sourceError(form, 'NOT_SUPPORTED', `A subquery of ${typeText(type)} cannot be compared locally`);
  }
  return type;
}

/** NaN equals nothing in Trino, and itself in DuckDB. */
function singleColumn(query: TranslatedQuery, type: TrinoType): string {
  const [column] = query.columns;
  const sql = coerce({ sql: 'z.c1', type: column.type, mayBeNaN: column.mayBeNaN }, type).sql;
  const numbers = isFloating(type) && column.mayBeNaN ? ` WHERE ${sql} IS NULL OR NOT isnan(${sql})` : '';
  return `SELECT ${sql} FROM (${query.sql}) z${numbers}`;
}

/** `(a, b) IN (SELECT x, y …)`. */
function rowInSubquery(
  form: InSubqueryContext,
  operator: string,
  value: TypedExpression,
  query: TranslatedQuery,
): TypedExpression {
  const columns = anonymousRow(query.columns.map((column) => column.type));
  const type = commonType(value.type, columns);
  if (type === null || type.kind !== 'row') {
    const message = `value and result of subquery must be of the same type for IN expression: ${typeText(value.type)} vs ${typeText(columns)}`;
    throw sourceError(form, 'TYPE_MISMATCH', message);
  }
  const fields = type.fields.map(({ type: fieldType }, i) => ({
    value: coerce(rowField(value, i), fieldType).sql,
    column: coerce({ sql: `z.c${i + 1}`, type: query.columns[i].type, mayBeNaN: false }, fieldType).sql,
  }));
  const left = fields.map((field) => field.value).join(', ');
  const right = fields.map((field) => field.column).join(', ');
  return truth(`((${left}) ${operator} (SELECT ${right} FROM (${query.sql}) z))`);
}
