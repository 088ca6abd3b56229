// One SELECT: FROM, WHERE, the output columns, GROUP BY, HAVING, ORDER BY.
import { isTracelakeError } from '@tracelake/schema';
import { withoutPoints } from '../duckdb/lambda-fields.ts';
import { sourceError } from '../parser/source-error.ts';
import type { QuerySpecificationContext, SortItemContext } from '../parser/trino-grammar.ts';
import { canonicalMaps, comparisonKey } from '../types/canonical-form.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { carriedColumns, outerColumns } from './carried-columns.ts';
import { checkCorrelation } from './correlation.ts';
import { checkGrouped, grouping } from './grouping.ts';
import { inForms } from './grouping-form.ts';
import { conjuncts, filterCondition, noteOrder } from './logic.ts';
import { outputSortKeys, type SortKey, sortedBy } from './ordering.ts';
import type { Relation } from './relation.ts';
import { limitSql, type RowLimit, withTies } from './row-limit.ts';
import {
  HAVING_CLAUSE,
  newScope,
  ORDER_BY_CLAUSE,
  type QueryColumn,
  type QueryEnvironment,
  type Scope,
  SELECT_CLAUSE,
  WHERE_CLAUSE,
} from './scope.ts';
import { passedColumns, selectItems } from './select-items.ts';
import { findBounds } from './source-bounds.ts';
import { tryForms } from './try-call.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { TranslatedQuery, Walk } from './walk.ts';
import { namedWindows } from './window.ts';

export interface SelectOrder {
  readonly items: readonly SortItemContext[];
  readonly limit: RowLimit;
}

export function select(
  node: QuerySpecificationContext,
  around: QueryEnvironment,
  order: SelectOrder,
  walk: Walk,
): TranslatedQuery {
  const environment: QueryEnvironment = { ...around, outerReferences: [] };
  const { last } = walk.names;
  const from = fromRelation(node, { ...environment, isShown: false }, walk);
  const plain = newScope(from?.members ?? [], environment, SELECT_CLAUSE);
  const rows = fromWhere(node, from, plain, walk);
  const scope: Scope = { ...plain, windows: namedWindows(node.windowDefinition(), plain, walk) };
  const outputs = selectItems(node.selectList(), { ...scope, mayFilter: environment.isShown !== true }, walk);
  const distinct = node.setQuantifier()?.KW_DISTINCT() != null;
  const groupBy = node.groupBy();
  const group = groupBy === null ? undefined : grouping(groupBy, outputs, scope, walk);
  const having = havingSql(node, scope, walk);
  const keys = keysInOrder(
    () => outputSortKeys(order.items, { ...scope, clause: ORDER_BY_CLAUSE, outputs }, walk),
    () => checkGrouped(scope.block, group?.keys),
  );
  if (group !== undefined || having !== '' || scope.block.aggregateCalls > 0) {
    checkGrouped(scope.block, group?.keys);
  }
  if (distinct && keys.some((key) => key.ordinal === undefined)) {
    const message = 'For SELECT DISTINCT, ORDER BY expressions must appear in select list';
    throw sourceError(node, 'EXPRESSION_NOT_IN_DISTINCT', message);
  }
  const where = node.whereClause()?.booleanExpression();
  const isOneGroup = group === undefined && scope.block.aggregateCalls > 0;
  const severalRows = from?.severalRows === true && !isOneGroup;
  checkCorrelation(environment, {
    conditions: where === undefined ? [] : conjuncts(where),
    ownReferences: scope.block.rowReferences,
    hasFrom: from !== undefined,
    severalRows,
    isDistinct: distinct,
    isGrouped: group !== undefined,
    isOneGroup,
    hasHaving: having !== '',
    hasWindows: scope.block.windowCalls > 0,
    isLimited: order.limit.limit !== undefined && !isOneGroup,
    skipsRows: order.limit.offset !== undefined && order.limit.offset > 0n,
    isOrdered: keys.length > 0,
  });
  const tries = tryForms(scope.block.tries, group?.keys);
  const aggregates = [...new Set(scope.block.aggregates)].sort((left, right) => right.length - left.length);
  const grouped = (sql: string): string =>
    inForms(inForms(sql, tries, 'output'), group?.forms ?? [], 'output', aggregates);
  const isOfRows = group === undefined && having === '' && scope.block.aggregateCalls === 0;
  const passed = isOfRows && !distinct && canPass(outputs) ? passedColumns(node.selectList(), scope, walk) : undefined;
  const all = [...outputs, ...(passed?.columns ?? [])];
  const values = all.map(({ sql, type }) => ({ sql: grouped(sql), type }));
  const printed = values.map((value, i) => `${distinct ? canonicalMaps(value) : value.sql} AS c${i + 1}`);
  if (order.limit.ties) printed.push(...keys.map((key, i) => `${grouped(sortedBy(key))} AS k${i + 1}`));
  const quantifier = distinct ? distinctSql(values) : '';
  // In typeof(count(*)) the aggregate is not printed, but still makes one row of all.
  const oneGroup = scope.block.aggregateCalls > 0 && walk.functions.has('typeof') ? ' GROUP BY ()' : '';
  const sorted = grouped(orderSql(keys));
  const shown = grouped(having);
  const carried = carriedInto(rows.conditions, [...printed, shown, sorted], isOfRows, environment, last);
  const body = `SELECT ${quantifier}${printed.join(', ')}${rowsSql(rows, carried)}${group?.sql ?? oneGroup}${shown}`;
  const columns = all.map(({ name, type, mayBeNaN, isPassed }) => ({ name, type, mayBeNaN, isPassed }));
  const ordered = keys.length > 0;
  const result = { columns, ordered, severalRows, passes: passed?.passes };
  if (order.limit.ties) return { ...result, sql: withTies(body, columns.length, keys, order.limit) };
  const end = limitSql(order.limit);
  // DuckDB sorts what is DISTINCT by its columns only.
  if (distinct && keys.some(({ key }) => key !== undefined)) {
    const shown = keys.map((key) => ({ ...key, sql: `z.c${key.ordinal}` }));
    return { ...result, sql: `SELECT * FROM (${body}) z${orderSql(shown)}${end}` };
  }
  return { ...result, sql: body + sorted + end };
}

/** What comes through a `*` is named in the Trino text beside all other columns. */
function canPass(outputs: readonly QueryColumn[]): boolean {
  const names = new Set(outputs.map(({ name }) => name?.toLowerCase()));
  return names.size === outputs.length && !names.has(undefined);
}

/** An aggregate in ORDER BY makes the query one of groups: what is wrong with that in the SELECT list comes first. */
function keysInOrder(keys: () => SortKey[], checkSelected: () => void): SortKey[] {
  try {
    return keys();
  } catch (error) {
    if (isTracelakeError(error) && error.details['isOutputInAggregate'] === true) checkSelected();
    throw error;
  }
}

/** Of equal instants in different zones one is kept. */
function distinctSql(values: readonly Pick<TypedExpression, 'sql' | 'type'>[]): string {
  if (!values.some(({ type }) => holdsRunTimeZone(type))) return 'DISTINCT ';
  return `DISTINCT ON (${values.map(comparisonKey).join(', ')}) `;
}

function orderSql(keys: readonly SortKey[]): string {
  if (keys.length === 0) return '';
  return ` ORDER BY ${keys.map(({ ordinal, sql, direction, key }) => (key?.(sql) ?? ordinal ?? sql) + direction).join(', ')}`;
}

/** The relations between the commas, as one. */
function fromRelation(
  node: QuerySpecificationContext,
  environment: QueryEnvironment,
  walk: Walk,
): Relation | undefined {
  let from: Relation | undefined;
  for (const item of node.relation()) {
    const relation = walk.relation(item, environment, from?.members ?? []);
    const left: Relation | undefined = from;
    from =
      left === undefined
        ? relation
        : {
            sql: (given) => `${left.sql(given)} CROSS JOIN ${relation.sql()}`,
            first: left.first,
            members: [...left.members, ...relation.members],
            filtered: [...left.filtered, ...relation.filtered],
            lateral: left.lateral || relation.lateral,
            severalRows: left.severalRows === true || relation.severalRows === true,
          };
  }
  return from;
}

interface SelectedRows {
  readonly table: string | undefined;
  readonly conditions: readonly string[];
}

function fromWhere(
  node: QuerySpecificationContext,
  from: Relation | undefined,
  scope: Scope,
  walk: Walk,
): SelectedRows {
  const where = node.whereClause()?.booleanExpression();
  if (where === undefined) return { table: from?.sql(), conditions: [] };
  const rows = { ...scope, clause: WHERE_CLAUSE, whole: where };
  const nodes = conjuncts(where);
  const what = nodes.length === 1 ? 'WHERE clause' : 'Logical expression term';
  const conditions = nodes.map((conjunct) => walk.names.reuse(() => filterCondition(conjunct, rows, walk, what).sql));
  noteOrder(conditions, walk);
  if (from === undefined) return { table: undefined, conditions };
  if (from.filtered.length > 0) findBounds(nodes, from.filtered, rows, walk);
  const first = from.lateral && from.first !== undefined ? from.first : undefined;
  const early = first === undefined ? [] : conditions.filter((sql) => namesOnly(sql, first));
  const late = early.length === 0 ? conditions : conditions.filter((sql) => !early.includes(sql));
  return { table: from.sql(early.length === 0 ? undefined : early.join(' AND ')), conditions: late };
}

/** ` FROM … WHERE …`. */
function rowsSql({ table, conditions }: SelectedRows, carried: readonly string[]): string {
  const tables = [...(table === undefined ? [] : [table]), ...carried];
  const from = tables.length === 0 ? '' : ` FROM ${tables.join(' CROSS JOIN ')}`;
  return conditions.length === 0 ? from : `${from} WHERE ${conditions.join(' AND ')}`;
}

/** Beside groups they could not be shown: they would have to be grouped by. */
function carriedInto(
  conditions: readonly string[],
  shown: readonly string[],
  isOfRows: boolean,
  { outerReferences = [] }: QueryEnvironment,
  last: number,
): readonly string[] {
  if (outerReferences.length === 0 || (!isOfRows && outerColumns(shown, last).length > 0)) return [];
  return carriedColumns(isOfRows ? [...conditions, ...shown] : conditions, last);
}

/** Whether a condition names columns of one relation only; at worst a text inside it says no. */
function namesOnly(sql: string, alias: string): boolean {
  const names = [...sql.matchAll(/\b([rwx]\d+)\b/g)].map((match) => match[1]);
  return names.length > 0 && names.every((name) => name === alias);
}

function havingSql(node: QuerySpecificationContext, scope: Scope, walk: Walk): string {
  const having = node.havingClause();
  if (having === null) return '';
  const rows = { ...scope, clause: HAVING_CLAUSE };
  const sql = walk.names.reuse(() => filterCondition(having.booleanExpression(), rows, walk, 'HAVING clause').sql);
  return ` HAVING ${withoutPoints(sql)}`;
}
