// The questions that other places begin in Explore with, and how a question stands in the address.
import { encodeQuery, type Filter, type FilterNode, type StructuredQuery } from '@tracelake/query/structured';

const UNITS_OF_WORK: Filter = { column: 'main', op: '=', value: true };

/** What Explore shows to who comes without a question. */
export const STARTING_QUERY: StructuredQuery = {
  calculations: [{ op: 'HEATMAP', column: 'duration_ms' }, { op: 'COUNT' }],
  filters: [UNITS_OF_WORK],
};

/** How many, how long, how many of them failed. */
export function ratesOf(filters: readonly FilterNode[]): StructuredQuery {
  return { calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }, { op: 'ERROR_RATE' }], filters };
}

export function groupedBy(key: string, filters: readonly FilterNode[] = []): StructuredQuery {
  return { ...ratesOf(filters), breakdowns: [key] };
}

export function heatmapOf(key: string, filters: readonly FilterNode[] = []): StructuredQuery {
  return { calculations: [{ op: 'HEATMAP', column: key }, { op: 'COUNT' }], filters };
}

/** Units of work that fit, as a heatmap of their duration. */
export function durationsOf(filters: readonly FilterNode[]): StructuredQuery {
  return { ...STARTING_QUERY, filters: [UNITS_OF_WORK, ...filters] };
}

/** The `q` of the address. Time stands beside it, shared by all views. */
export function exploreSearch({ start: _start, end: _end, ...query }: StructuredQuery): string {
  return encodeQuery(query);
}
