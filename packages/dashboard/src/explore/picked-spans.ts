// The spans behind what was picked, as a question for rows: what the Traces tab shows; Events ask with the same conditions. One row a span, by grouping on its ids.
import type { FilterNode, SelectionBox, StructuredQuery } from '@tracelake/query/structured';
import type { TimeRange } from '../time/time-range.ts';
import type { ExploreState } from './explore-state.ts';
import { allMet } from './query-steps.ts';

/** A query takes ten breakdowns. */
export const MOST_COLUMNS = 10;

/** @param slowestMs from where on the slowest tenth is, where that is picked */
export function pickedFilters(
  query: StructuredQuery,
  { box, preset, picked }: Pick<ExploreState, 'box' | 'preset' | 'picked'>,
  slowestMs: number | null = null,
): readonly FilterNode[] {
  const own: FilterNode[] = [...allMet(query)];
  if (box !== null) {
    own.push({ column: box.column, op: '>=', value: box.low }, { column: box.column, op: '<', value: box.high });
  }
  if (picked !== null && box === null) own.push(...picked);
  if (preset === 'errors') own.push({ column: 'status_code', op: '=', value: 'ERROR' });
  if (preset === 'slowest' && slowestMs !== null) own.push({ column: 'duration_ms', op: '>=', value: slowestMs });
  return own;
}

export function pickedRange(range: TimeRange, box: SelectionBox | null): TimeRange {
  return box === null ? range : { startMs: Date.parse(box.start), endMs: Date.parse(box.end) };
}

export function spanRows(
  columns: readonly string[],
  filters: readonly FilterNode[],
  order: StructuredQuery['orders'],
  limit: number,
): StructuredQuery {
  return {
    calculations: [{ op: 'COUNT' }],
    breakdowns: columns.slice(0, MOST_COLUMNS),
    filters,
    orders: order ?? [],
    limit,
  };
}

/** `2026-11-28 15:31:19.126791` of the API is UTC. */
export function apiTimeMs(value: unknown): number {
  return Date.parse(`${String(value).replace(' ', 'T').slice(0, 23)}Z`);
}
