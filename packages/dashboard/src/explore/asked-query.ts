// The question that Explore's address holds, and how it is asked. Pure.
import { decodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import type { TimeRange } from '../time/time-range.ts';
import { STARTING_QUERY } from './starting-query.ts';

/** @param text the member `q`; what cannot be read means the starting question */
export function askedQuery(text: string | undefined): {
  readonly query: StructuredQuery;
  readonly problem: string | null;
} {
  if (text === undefined) return { query: STARTING_QUERY, problem: null };
  try {
    return { query: decodeQuery(text), problem: null };
  } catch (error) {
    return { query: STARTING_QUERY, problem: (error as Error).message };
  }
}

/** Rows, series and heatmaps together. */
export function exploreQuery(query: StructuredQuery, range: TimeRange): StructuredQuery {
  return { granularity: bucketSeconds(range), ...query };
}

export function exploreQuestion(query: StructuredQuery, range: TimeRange) {
  return structuredQuery(exploreQuery(query, range), range);
}
