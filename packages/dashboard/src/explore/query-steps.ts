// Steps of a question: each takes a query and gives the next. Pure.

import {
  type CalculatedField,
  type Calculation,
  calculationName,
  type Filter,
  type FilterNode,
  type Having,
  isFilterGroup,
  type Order,
  type SelectionBox,
  type StructuredQuery,
} from '@tracelake/query/structured';
import { visibleText } from '../format/visible-text.ts';

export type QueryStep = (query: StructuredQuery) => StructuredQuery;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is there already is not added again. */
function added<T>(list: readonly T[] | undefined, item: T): readonly T[] {
  return list?.some((one) => same(one, item)) ? list : [...(list ?? []), item];
}

/** Null takes it out. */
export function replaced<T>(list: readonly T[] | undefined, index: number, item: T | null): readonly T[] {
  return (list ?? []).flatMap((one, at) => (at !== index ? [one] : item === null ? [] : [item]));
}

export function addCalculation(calculation: Calculation): QueryStep {
  return (query) => ({ ...query, calculations: added(calculationsOf(query), calculation) });
}

/** Orders and havings go with the calculation they name. */
export function setCalculation(index: number, calculation: Calculation | null): QueryStep {
  return (query) => {
    const calculations = replaced(calculationsOf(query), index, calculation);
    const names = new Set((calculations.length === 0 ? [{ op: 'COUNT' as const }] : calculations).map(calculationName));
    return {
      ...query,
      calculations,
      orders: query.orders?.filter(({ op, column }) => op === undefined || names.has(calculationName({ op, column }))),
      havings: query.havings?.filter(({ calculateOp, column }) =>
        names.has(calculationName({ op: calculateOp, column })),
      ),
    };
  };
}

export function setHeatmapScale(column: string, scale: 'log' | 'linear'): QueryStep {
  return (query) => ({
    ...query,
    calculations: calculationsOf(query).map((one) =>
      one.op === 'HEATMAP' && one.column === column ? { ...one, scale } : one,
    ),
  });
}

export function addCalculatedField(field: CalculatedField): QueryStep {
  return (query) => ({ ...query, calculatedFields: added(query.calculatedFields, field) });
}

/** Clauses that name one that was taken out are told to be broken, and stay as they are written. */
export function setCalculatedField(index: number, field: CalculatedField | null): QueryStep {
  return (query) => ({ ...query, calculatedFields: replaced(query.calculatedFields, index, field) });
}

/** Wherever it stands. */
export function dropFilter(filter: FilterNode): QueryStep {
  return (query) => ({ ...query, filters: query.filters?.filter((one) => !same(one, filter)) });
}

export function addFilter(filter: FilterNode): QueryStep {
  return (query) => ({ ...query, filters: added(query.filters, filter) });
}

/** Spans that meet one of the conditions are enough: of several, or there is nothing to choose. */
export function isAnyEnough({ filters = [], filterCombination }: StructuredQuery): boolean {
  return filterCombination === 'OR' && filters.length > 1;
}

/** As conditions that all must be met. */
export function allMet(query: StructuredQuery): readonly FilterNode[] {
  const { filters = [] } = query;
  return isAnyEnough(query) ? [{ filters, filterCombination: 'OR' }] : filters;
}

export function setCombination(filterCombination: 'AND' | 'OR'): QueryStep {
  return ({ filterCombination: _, ...query }) =>
    filterCombination === 'AND' ? query : { ...query, filterCombination };
}

/** Fewer spans, whether all conditions or any were to be met. */
export function narrow(filter: FilterNode): QueryStep {
  return (query) => addFilter(filter)({ ...setCombination('AND')(query), filters: allMet(query) });
}

export function setFilter(index: number, filter: FilterNode | null): QueryStep {
  return (query) => ({ ...query, filters: replaced(query.filters, index, filter) });
}

export function addBreakdown(key: string): QueryStep {
  return (query) => ({ ...query, breakdowns: added(query.breakdowns, key) });
}

export function setBreakdown(index: number, key: string | null): QueryStep {
  return (query) => {
    const breakdowns = replaced(query.breakdowns, index, key);
    return {
      ...query,
      breakdowns,
      orders: query.orders?.filter(({ op, column = '' }) => op !== undefined || breakdowns.includes(column)),
    };
  };
}

/** The first; those behind it stay. */
export function setOrder(order: Order | null): QueryStep {
  return (query) => ({
    ...query,
    orders: [...(order === null ? [] : [order]), ...(query.orders ?? []).slice(1).filter((one) => !same(one, order))],
  });
}

export function removeOrder(order: Order): QueryStep {
  return (query) => ({ ...query, orders: query.orders?.filter((one) => !same(one, order)) });
}

export function setLimit(limit: number): QueryStep {
  return (query) => ({ ...query, limit });
}

/** @param granularity in seconds; undefined: as fits the range */
export function setGranularity(granularity: number | undefined): QueryStep {
  return ({ granularity: _before, ...query }) => (granularity === undefined ? query : { ...query, granularity });
}

export function addHaving(having: Having): QueryStep {
  return (query) => ({ ...query, havings: added(query.havings, having) });
}

export function setHaving(index: number, having: Having | null): QueryStep {
  return (query) => ({ ...query, havings: replaced(query.havings, index, having) });
}

/** Longer than anything takes. */
const EVER_MS = 1e15;

/** A part of the time with all that began in it. */
export function timeBox(start: string, end: string): SelectionBox {
  return { start, end, column: 'duration_ms', low: 0, high: EVER_MS };
}

export function isTimeBox({ high }: SelectionBox): boolean {
  return high === EVER_MS;
}

/** The value's range as conditions; its time is for the range of the page. */
export function whereBox(box: SelectionBox): QueryStep {
  const { column, low, high } = box;
  if (isTimeBox(box)) return (query) => query;
  return (query) => narrow({ column, op: '<', value: high })(narrow({ column, op: '>=', value: low })(query));
}

export function calculationsOf({ calculations }: StructuredQuery): readonly Calculation[] {
  return calculations === undefined || calculations.length === 0 ? [{ op: 'COUNT' }] : calculations;
}

/** What the answer's rows are ordered by: what was said, else the first calculation. */
export function orderOf(query: StructuredQuery): Order {
  const said = query.orders?.[0];
  if (said !== undefined) return said;
  const first = calculationsOf(query).find(({ op }) => op !== 'HEATMAP') ?? { op: 'COUNT' as const };
  return { ...first, order: 'descending' };
}

export function filterText(node: FilterNode): string {
  if (isFilterGroup(node)) return `(${node.filters.map(filterText).join(` ${node.filterCombination} `)})`;
  return [visibleText(node.column), node.op, filterValueText(node)].filter((part) => part !== '').join(' ');
}

/** A condition as its chip has it: brackets in one piece. */
export function chipWords(node: FilterNode): {
  readonly text: string;
  readonly operator?: string;
  readonly value?: string;
} {
  return isFilterGroup(node)
    ? { text: filterText(node) }
    : { text: node.column, operator: node.op, value: filterValueText(node) };
}

export function filterValueText({ value }: Filter): string {
  return value === undefined
    ? ''
    : [value]
        .flat()
        .map((one) => (one === '' ? '(empty)' : visibleText(String(one))))
        .join(', ');
}
