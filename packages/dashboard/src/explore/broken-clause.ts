// The clause of a question that a problem is about: its words on the page, and the question without it. Pure.
import { calculationName, type FilterNode, isFilterGroup, type StructuredQuery } from '@tracelake/query/structured';
import type { ApiProblem } from '../api/api-problem.ts';
import { type Clause, problemPlace, problemWords } from '../api/problem-place.ts';
import { bucketText } from '../time/bucket-seconds.ts';
import {
  filterText,
  type QueryStep,
  setBreakdown,
  setCalculatedField,
  setCalculation,
  setFilter,
  setGranularity,
  setHaving,
  setLimit,
  setOrder,
} from './query-steps.ts';

export interface BrokenClause {
  readonly clause: Clause;
  /** As the question has it: a draft may have it elsewhere by now. */
  readonly item: unknown;
  readonly name: string;
  readonly words: string;
  readonly drop: QueryStep;
  /** The attribute that may have been meant, and the question with it. */
  readonly meant: { readonly name: string; readonly step: QueryStep } | null;
}

const DEFAULT_LIMIT = 100;

export function brokenClause(problem: ApiProblem, query: StructuredQuery): BrokenClause | null {
  const place = problemPlace(problem);
  const part = place === null ? null : partOf(query, place.clause, place.index);
  if (place === null || part === null) return null;
  const { name, suggestions } = problem.details as { name?: string; suggestions?: readonly string[] };
  const [nearest] = suggestions ?? [];
  const meant =
    name === undefined || nearest === undefined ? null : { name: nearest, step: renamed(place.clause, name, nearest) };
  return { clause: place.clause, words: problemWords(problem).text, ...part, meant };
}

/** Wherever the clause has it. */
function renamed(clause: Clause, from: string, to: string): QueryStep {
  const other = (one: string | undefined): string | undefined => (one === from ? to : one);
  const inFilter = (node: FilterNode): FilterNode =>
    isFilterGroup(node) ? { ...node, filters: node.filters.map(inFilter) } : { ...node, column: other(node.column)! };
  return (query) => {
    if (clause === 'where') return { ...query, filters: query.filters?.map(inFilter) };
    if (clause === 'group') return { ...query, breakdowns: query.breakdowns?.map((one) => other(one)!) };
    return {
      ...query,
      calculations: query.calculations?.map((one) => ({ ...one, column: other(one.column) })),
      orders: query.orders?.map((one) => ({ ...one, column: other(one.column) })),
      havings: query.havings?.map((one) => ({ ...one, column: other(one.column) })),
    };
  };
}

export function isBroken(broken: BrokenClause | null, clause: Clause, item: unknown): boolean {
  return broken?.clause === clause && JSON.stringify(broken.item) === JSON.stringify(item);
}

function partOf(
  query: StructuredQuery,
  clause: Clause,
  index: number,
): Pick<BrokenClause, 'item' | 'name' | 'drop'> | null {
  switch (clause) {
    case 'where': {
      const item = query.filters?.[index];
      return item === undefined ? null : { item, name: filterText(item), drop: setFilter(index, null) };
    }
    case 'group': {
      const item = query.breakdowns?.[index];
      return item === undefined ? null : { item, name: item, drop: setBreakdown(index, null) };
    }
    case 'visualise': {
      const item = query.calculations?.[index];
      return item === undefined ? null : { item, name: calculationName(item), drop: setCalculation(index, null) };
    }
    case 'having': {
      const item = query.havings?.[index];
      const name = item && `${calculationName({ op: item.calculateOp, column: item.column })} ${item.op} ${item.value}`;
      return item === undefined ? null : { item, name: name!, drop: setHaving(index, null) };
    }
    case 'calculated': {
      const item = query.calculatedFields?.[index];
      return item === undefined ? null : { item, name: item.name, drop: setCalculatedField(index, null) };
    }
    case 'order':
      return { item: query.orders?.[index], name: 'the order', drop: setOrder(null) };
    case 'limit':
      return { item: query.limit, name: `limit ${query.limit}`, drop: setLimit(DEFAULT_LIMIT) };
    case 'granularity': {
      // Without one that was chosen the page chose it: nothing to drop.
      const item = query.granularity;
      return typeof item !== 'number'
        ? null
        : { item, name: `granularity ${bucketText(item)}`, drop: setGranularity(undefined) };
    }
    default:
      return null;
  }
}
