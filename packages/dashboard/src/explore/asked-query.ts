// The question that Explore's address holds, and how it is asked. Pure.
import { decodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import type { TimeRange } from '../time/time-range.ts';
import { inEnvironment } from './environment-filter.ts';
import { STARTING_QUERY } from './starting-query.ts';

/** @param text the member `q`; what cannot be read means the starting question. @param env the page's environment */
export function askedQuery(
  text: string | undefined,
  env?: string,
): {
  readonly query: StructuredQuery;
  readonly problem: string | null;
} {
  const starting = inEnvironment(STARTING_QUERY, env);
  if (text === undefined) return { query: starting, problem: null };
  try {
    return { query: inEnvironment(decodeQuery(text), env), problem: null };
  } catch (error) {
    return { query: starting, problem: (error as Error).message };
  }
}

/** Rows, series and heatmaps together. */
export function exploreQuery(query: StructuredQuery, range: TimeRange): StructuredQuery {
  return { granularity: bucketSeconds(range), ...query };
}

export function exploreQuestion(query: StructuredQuery, range: TimeRange) {
  return structuredQuery(exploreQuery(query, range), range);
}
