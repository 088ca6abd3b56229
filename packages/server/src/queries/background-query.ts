// Starts a query that runs on behind its answer: on Athena where that is set up, else in this process where it stays.
import type { AppServices } from '../app-services.ts';
import type { SqlQuery, SqlRunOptions } from '../reads/lake-reads.ts';
import { collectJsonResult, MAX_JSON_RESULT_BYTES } from '../results/json-result.ts';
import type { QuerySubmission, StoredQuery } from './query-store.ts';
import { asStoredQuery } from './started-queries.ts';

export interface BackgroundOptions extends SqlRunOptions {
  /** Of who waits for the start alone. */
  readonly signal: AbortSignal;
}

/** `undefined` where nothing may run on. Throws `too_many_queries`, and what the plan and Athena throw. */
export async function startInBackground(
  { reads, queries }: Pick<AppServices, 'reads' | 'queries'>,
  query: SqlQuery,
  options: BackgroundOptions,
  toProblem: QuerySubmission['toProblem'],
): Promise<StoredQuery | undefined> {
  const isAthenas = query.engine !== 'duckdb' && query.engine !== 'trino';
  if (reads.canStart && isAthenas) {
    const id = await reads.start(query, options);
    return asStoredQuery(await reads.started(id, options.signal), toProblem);
  }
  if (!queries.takesAny) return undefined;
  return queries.submit({
    sql: query.sql,
    ...query.range,
    toProblem,
    run: async (signal) => collectJsonResult(await reads.sql(query, { ...options, signal }), MAX_JSON_RESULT_BYTES),
  });
}
