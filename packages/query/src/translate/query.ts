// Queries around SELECT: WITH, set operations, VALUES, TABLE, ORDER BY, LIMIT, OFFSET, FETCH.
import { locateErrors, sourceError } from '../parser/source-error.ts';
import {
  type InlineTableContext,
  type QueryContext,
  type QueryNoWithContext,
  type QueryPrimaryContext,
  QueryPrimaryDefaultContext,
  type QueryStatementContext,
  type QueryTermContext,
  QueryTermDefaultContext,
  SetOperationContext,
  SubqueryContext,
  TableContext,
  InlineTableContext as ValuesContext,
} from '../parser/trino-grammar.ts';
import { canonicalMaps } from '../types/canonical-form.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { typeText } from '../types/type-text.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { commonTables } from './common-table.ts';
import { rowField, unify } from './comparison.ts';
import { refuseCorrelation } from './correlation.ts';
import { outputSortKeys, sortedBy } from './ordering.ts';
import { limitSql, type RowLimit, rowLimit, withTies } from './row-limit.ts';
import {
  newScope,
  OUTPUT_ORDER_CLAUSE,
  type OuterReference,
  type OutputColumn,
  type QueryEnvironment,
  VALUES_CLAUSE,
} from './scope.ts';
import { columnsMember } from './scope-member.ts';
import { select } from './select.ts';
import { tableQuery } from './table.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { TranslatedQuery, Walk } from './walk.ts';

export function translateQuery(query: QueryContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  const node = query as QueryStatementContext;
  const clause = node.with();
  if (clause === null) return queryNoWith(node.queryNoWith(), environment, walk);
  const { elements, tables } = commonTables(clause, environment, walk);
  const body = queryNoWith(node.queryNoWith(), { ...environment, commonTables: tables }, walk);
  return { ...body, sql: `WITH ${elements.join(', ')} ${body.sql}` };
}

function queryNoWith(node: QueryNoWithContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  const items = node.sortItem();
  const limit = rowLimit(node);
  const term = node.queryTerm();
  const primary = term instanceof QueryTermDefaultContext ? term.queryPrimary() : undefined;
  if (primary instanceof QueryPrimaryDefaultContext) {
    return select(primary.querySpecification(), environment, { items, limit }, walk);
  }
  const query = translateQueryTerm(term, environment, walk);
  if (items.length === 0) {
    const ends = limitSql(limit);
    return ends === '' ? { ...query, ordered: false } : { ...query, sql: `SELECT * FROM (${query.sql}) z${ends}` };
  }
  return orderedQuery(query, node, environment, limit, walk);
}

/** ORDER BY over a set operation or VALUES sees nothing but the output columns. */
function orderedQuery(
  query: TranslatedQuery,
  node: QueryNoWithContext,
  environment: QueryEnvironment,
  limit: RowLimit,
  walk: Walk,
): TranslatedQuery {
  const outputs: OutputColumn[] = query.columns.map((column, i) => ({ ...column, sql: `z.c${i + 1}` }));
  const member = columnsMember('z', undefined, query.columns, () => 'z');
  const scope = { ...newScope([member], environment, OUTPUT_ORDER_CLAUSE), outputs };
  const keys = outputSortKeys(node.sortItem(), scope, walk);
  if (limit.ties) {
    const columns = query.columns.map((_, i) => `z.c${i + 1}`);
    const sorted = keys.map((key, i) => `${sortedBy(key)} AS k${i + 1}`);
    const inner = `SELECT ${[...columns, ...sorted].join(', ')} FROM (${query.sql}) z`;
    return { ...query, sql: withTies(inner, columns.length, keys, limit), ordered: true };
  }
  const order = keys.map((key) => sortedBy(key) + key.direction).join(', ');
  const sql = `SELECT * FROM (${query.sql}) z ORDER BY ${order}${limitSql(limit)}`;
  return { ...query, sql, ordered: true };
}

export function translateQueryTerm(node: QueryTermContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  if (node instanceof QueryTermDefaultContext) return queryPrimary(node.queryPrimary(), environment, walk);
  if (node instanceof SetOperationContext) return setOperation(node, environment, walk);
  throw sourceError(node, 'NOT_SUPPORTED', 'This form of query is not supported locally');
}

function queryPrimary(node: QueryPrimaryContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  if (node instanceof QueryPrimaryDefaultContext) {
    return select(node.querySpecification(), environment, { items: [], limit: rowLimit(undefined) }, walk);
  }
  if (node instanceof SubqueryContext) return queryNoWith(node.queryNoWith(), environment, walk);
  if (node instanceof TableContext) return tableQuery(node, environment, walk);
  if (node instanceof ValuesContext) return inlineTable(node, environment, walk);
  throw sourceError(node, 'NOT_SUPPORTED', 'This form of query is not supported locally');
}

function setOperation(node: SetOperationContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  const operator = node._operator!.text!.toUpperCase();
  const left = translateQueryTerm(node._left!, { ...environment, side: true }, walk);
  const right = translateQueryTerm(node._right!, { ...environment, side: true }, walk);
  if (left.columns.length !== right.columns.length) {
    const message = `${operator} query has different number of fields: ${left.columns.length}, ${right.columns.length}`;
    throw sourceError(node._operator!, 'TYPE_MISMATCH', message);
  }
  const quantifier = node.setQuantifier();
  const keepsDuplicates = quantifier?.KW_ALL() != null;
  const columns = left.columns.map((column, i) => {
    const other = right.columns[i];
    const type = commonType(column.type, other.type);
    if (type === null) {
      const types = `${typeText(column.type)}, ${typeText(other.type)}`;
      const message = `column ${i + 1} in ${operator} query has incompatible types: ${types}`;
      throw sourceError(node._operator!, 'TYPE_MISMATCH', message);
    }
    if (holdsRunTimeZone(type) && !(keepsDuplicates && operator === 'UNION')) {
      const message = `${operator} of timestamps of different zones is not supported locally: use ALL, or at_timezone(x, 'UTC')`;
      throw sourceError(node._operator!, 'NOT_SUPPORTED', message);
    }
    return { name: column.name, type, mayBeNaN: column.mayBeNaN || other.mayBeNaN };
  });
  const side = (query: TranslatedQuery) => {
    const coerced = query.columns.map((column, i) => {
      const value = coerce({ ...column, name: undefined, sql: `z.c${i + 1}` }, columns[i].type);
      return `${keepsDuplicates && operator === 'UNION' ? value.sql : canonicalMaps(value)} AS c${i + 1}`;
    });
    return `(SELECT ${coerced.join(', ')} FROM (${query.sql}) z)`;
  };
  const sql = `${side(left)} ${operator}${keepsDuplicates ? ' ALL' : ''} ${side(right)}`;
  return { sql, columns, ordered: false, severalRows: left.severalRows === true || right.severalRows === true };
}

/** VALUES 1, 2 and VALUES (1, 'a'), (2, 'b'). */
function inlineTable(node: InlineTableContext, environment: QueryEnvironment, walk: Walk): TranslatedQuery {
  const outerReferences: OuterReference[] = [];
  const scope = newScope([], { ...environment, outerReferences }, VALUES_CLAUSE);
  const rows = node.expression().map((expression) => rowOf(walk.expression(expression, scope)));
  if (rows.length > 1) refuseCorrelation(outerReferences);
  const width = rows[0].length;
  if (rows.some((row) => row.length !== width)) {
    throw sourceError(node, 'TYPE_MISMATCH', 'Values rows have mismatched sizes');
  }
  const columns = Array.from({ length: width }, (_, i) =>
    locateErrors(node, () =>
      unify(
        rows.map((row) => row[i]),
        'Values rows have mismatched types',
      ),
    ),
  );
  const printed = rows.map((_, k) => `(${columns.map((column) => column.expressions[k].sql).join(', ')})`);
  const names = columns.map((_, i) => `c${i + 1}`).join(', ');
  return {
    sql: `SELECT * FROM (VALUES ${printed.join(', ')}) v(${names})`,
    columns: columns.map(({ type, mayBeNaN }) => ({ name: undefined, type, mayBeNaN })),
    ordered: false,
    severalRows: rows.length > 1,
  };
}

function rowOf(expression: TypedExpression): readonly TypedExpression[] {
  if (expression.type.kind !== 'row') return [expression];
  return expression.type.fields.map((_, i) => rowField(expression, i));
}
