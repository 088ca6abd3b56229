// A statement of SQL read back as a structured query, where it is a plain one over spans; and which attribute each of its columns shows.
import { isTracelakeError } from '@tracelake/schema';
import { identifierOf } from '../parser/identifier.ts';
import { parseTrino } from '../parser/parse-trino.ts';
import {
  ComparisonContext,
  type ParserRuleContext,
  PredicatedContext,
  type QueryNoWithContext,
  QueryPrimaryDefaultContext,
  type QuerySpecificationContext,
  QueryTermDefaultContext,
  SingleGroupingSetContext,
} from '../parser/trino-grammar.ts';
import { requireQuery } from '../translate/gate.ts';
import { conjuncts } from '../translate/logic.ts';
import { ordinalOf, sortNode } from '../translate/ordering.ts';
import { operatorOf } from '../translate/predicate.ts';
import { innermost } from '../translate/unwrap.ts';
import { plainBucketSeconds, rangeSeconds } from './plain-bucket.ts';
import { normalText, plainCalculation, plainField } from './plain-calculation.ts';
import { plainCondition, plainValue } from './plain-condition.ts';
import {
  type Calculation,
  calculationName,
  type FilterNode,
  type Having,
  isFilterGroup,
  type Order,
  STRUCTURED_LIMITS,
  type StructuredQuery,
} from './structured-query.ts';
import type { NanoRange } from './time-buckets.ts';

export interface PlainStatement {
  /** Of each column the attribute that it shows, if it is nothing else. `*`: every column shows the one of its name. */
  readonly fields: '*' | readonly (string | null)[];
  /** Without calculations for rows of spans. `null` where no structured query says the same. */
  readonly query: StructuredQuery | null;
}

const NOT_PLAIN: PlainStatement = { fields: [], query: null };

/** Time bounds are the request's, so they are no part of it; rates are by their seconds. Never throws: what cannot be read is not plain. */
export function plainStatement(sql: string, range: NanoRange): PlainStatement {
  try {
    return readStatement(sql, range);
  } catch (error) {
    if (isTracelakeError(error)) return NOT_PLAIN;
    throw error;
  }
}

interface Item {
  readonly node: ParserRuleContext;
  readonly alias: string | undefined;
  readonly field: string | undefined;
  readonly calculation: Calculation | undefined;
  readonly bucketSeconds: number | undefined;
}

function readStatement(sql: string, range: NanoRange): PlainStatement {
  const statement = requireQuery(parseTrino(sql).statement);
  const node = statement.queryNoWith();
  const term = node.queryTerm();
  const primary = term instanceof QueryTermDefaultContext ? term.queryPrimary() : undefined;
  if (statement.with() !== null || !(primary instanceof QueryPrimaryDefaultContext)) return NOT_PLAIN;
  const select = primary.querySpecification();
  const [from, ...more] = select.relation();
  if (from === undefined || more.length > 0 || normalText(from.getText()) !== 'spans') return NOT_PLAIN;
  const isStar = normalText(select.selectList().getText()) === '*';
  const items = isStar ? [] : itemsOf(select, range);
  if (items === undefined) return NOT_PLAIN;
  const seconds = rangeSeconds(range);
  if (isStar) return { fields: '*', query: queryOf(node, select, items, seconds) ?? null };
  return { fields: items.map(({ field }) => field ?? null), query: queryOf(node, select, items, seconds) ?? null };
}

/** `undefined` where a star is among them. */
function itemsOf(select: QuerySpecificationContext, range: NanoRange): Item[] | undefined {
  const items = select.selectList().selectItem();
  const nodes = items.map((item) => {
    return item.selectExpressionColumnName()?.expression() ?? item.selectLiteralColumnName()?.columnRef();
  });
  if (!nodes.every((node) => node != null)) return undefined;
  return nodes.map((node, at) => {
    const alias = items[at]._alias ?? items[at].identifier();
    const field = plainField(node);
    const bucketSeconds = plainBucketSeconds(node, range);
    const isOther = field !== undefined || bucketSeconds !== undefined;
    const calculation = isOther ? undefined : plainCalculation(node, rangeSeconds(range));
    return { node, alias: alias == null ? undefined : identifierOf(alias).text, field, calculation, bucketSeconds };
  });
}

function queryOf(
  node: QueryNoWithContext,
  select: QuerySpecificationContext,
  items: readonly Item[],
  seconds: number,
): StructuredQuery | undefined {
  const isPlain = select.setQuantifier() === null && select.windowDefinition().length === 0;
  const filters = filtersOf(select);
  const limit = limitOf(node);
  if (!isPlain || filters === undefined || limit === null) return undefined;
  const groups = groupsOf(select, items);
  const calculations = items.flatMap(({ calculation }) => calculation ?? []);
  if (groups === undefined) return undefined;
  const { breakdowns, bucketSeconds } = groups;
  if (breakdowns.length === 0 && calculations.length === 0) {
    const isOfSpans = items.every(({ field }) => field !== undefined) && select.havingClause() === null;
    return isOfSpans ? filters : undefined;
  }
  // Each column is a group's name or a calculation, and each name that is grouped by is shown.
  const isWhole = items.every((item) => item.calculation !== undefined || isGrouped(item, groups));
  const isShown = breakdowns.every((name) => items.some(({ field }) => field === name));
  const havings = havingsOf(select, seconds);
  const orders = ordersOf(node, items);
  if (!isWhole || !isShown || havings === undefined || orders === undefined) return undefined;
  // Of buckets all are drawn, in their order.
  if (bucketSeconds !== undefined && (havings.length > 0 || limit !== undefined)) return undefined;
  return {
    calculations: distinct(calculations),
    ...filters,
    ...(breakdowns.length === 0 ? {} : { breakdowns }),
    ...(orders.length === 0 ? {} : { orders }),
    ...(havings.length === 0 ? {} : { havings }),
    ...(limit === undefined ? {} : { limit }),
    ...(bucketSeconds === undefined ? {} : { granularity: bucketSeconds }),
  };
}

interface Groups {
  readonly breakdowns: readonly string[];
  readonly bucketSeconds: number | undefined;
}

function isGrouped({ field, bucketSeconds }: Item, groups: Groups): boolean {
  return bucketSeconds === undefined ? groups.breakdowns.includes(field!) : bucketSeconds === groups.bucketSeconds;
}

function distinct(calculations: readonly Calculation[]): Calculation[] {
  return [...new Map(calculations.map((one) => [calculationName(one), one])).values()];
}

/** AND at the top is the list itself. */
function filtersOf(
  select: QuerySpecificationContext,
): Pick<StructuredQuery, 'filters' | 'filterCombination'> | undefined {
  const where = select.whereClause()?.booleanExpression();
  if (where === undefined) return {};
  const condition = plainCondition(where);
  if (condition === undefined) return undefined;
  if (!isFilterGroup(condition)) return { filters: [condition] };
  const { filters, filterCombination } = condition;
  if (filterCombination === 'OR') return { filters, filterCombination };
  return { filters: filters.flatMap(andOf) };
}

function andOf(node: FilterNode): readonly FilterNode[] {
  return isFilterGroup(node) && node.filterCombination === 'AND' ? node.filters.flatMap(andOf) : [node];
}

/** `null`: more groups than a structured query shows, or some that are skipped. */
function limitOf(node: QueryNoWithContext): number | undefined | null {
  if (node._offset !== undefined || node.KW_FETCH() !== null) return null;
  const rows = node._limit?.rowCount()?.getText();
  if (rows === undefined) return undefined;
  const limit = Number(rows.replaceAll('_', ''));
  return limit >= 1 && limit <= STRUCTURED_LIMITS.groups ? limit : null;
}

function groupsOf(select: QuerySpecificationContext, items: readonly Item[]): Groups | undefined {
  const breakdowns = new Set<string>();
  const buckets = new Set<number>();
  for (const element of select.groupBy()?.groupingElement() ?? []) {
    if (!(element instanceof SingleGroupingSetContext)) return undefined;
    for (const term of element.groupingSet().groupingTerm()) {
      const node = term.expression() ?? term.columnRef() ?? term;
      const ordinal = ordinalOf(node);
      const item = ordinal === undefined ? itemLike(node, items) : items[ordinal - 1];
      const name = ordinal === undefined ? plainField(node) : item?.field;
      if (item?.bucketSeconds !== undefined) buckets.add(item.bucketSeconds);
      else if (name !== undefined) breakdowns.add(name);
      else return undefined;
    }
  }
  const [bucketSeconds, ...more] = buckets;
  return more.length > 0 ? undefined : { breakdowns: [...breakdowns], bucketSeconds };
}

function itemLike(node: ParserRuleContext, items: readonly Item[]): Item | undefined {
  return items.find((one) => normalText(one.node.getText()) === normalText(node.getText()));
}

/** By place, by name, or by the same words. */
function ordersOf(node: QueryNoWithContext, items: readonly Item[]): Order[] | undefined {
  const orders: Order[] = [];
  for (const sort of node.sortItem()) {
    const key = sortNode(sort);
    const ordinal = ordinalOf(key);
    const name = plainField(key);
    const item =
      (ordinal === undefined ? undefined : items[ordinal - 1]) ??
      items.find(({ alias, field }) => name !== undefined && (alias ?? field)?.toLowerCase() === name.toLowerCase()) ??
      itemLike(key, items);
    if (item === undefined || sort.KW_FIRST() !== null) return undefined;
    const order = sort.KW_DESC() === null ? 'ascending' : 'descending';
    // Time goes on by itself, and no other way.
    if (item.bucketSeconds !== undefined && order === 'ascending') continue;
    if (item.bucketSeconds !== undefined) return undefined;
    orders.push({ ...(item.calculation ?? { column: item.field! }), order });
  }
  return orders;
}

function havingsOf(select: QuerySpecificationContext, seconds: number): Having[] | undefined {
  const having = select.havingClause()?.booleanExpression();
  if (having === undefined) return [];
  const found = conjuncts(having).map((one) => havingOf(one, seconds));
  return found.every((one) => one !== undefined) ? found : undefined;
}

function havingOf(node: ParserRuleContext, seconds: number): Having | undefined {
  const inner = innermost(node);
  const form = inner instanceof PredicatedContext ? inner.predicate() : null;
  if (!(inner instanceof PredicatedContext) || !(form instanceof ComparisonContext)) return undefined;
  const calculation = plainCalculation(inner.valueExpression(), seconds);
  const value = plainValue(form.valueExpression());
  if (calculation === undefined || typeof value !== 'number') return undefined;
  const operator = operatorOf(form.comparisonOperator());
  const { op: calculateOp, column } = calculation;
  return { calculateOp, ...(column === undefined ? {} : { column }), op: operator === '<>' ? '!=' : operator, value };
}
