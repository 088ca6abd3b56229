// A stored query as the API shows it.
import { jsonResultText } from '../results/json-result.ts';
import { formatTime, millisToNanos } from '../time-range.ts';
import type { StoredQuery } from './query-store.ts';

export function describeQuery(query: StoredQuery) {
  return {
    id: query.id,
    status: query.status,
    sql: query.sql,
    start: formatTime(query.startTimeUnixNano),
    end: formatTime(query.endTimeUnixNano),
    submittedAt: formatTime(millisToNanos(query.submittedAtMs)),
    ...(query.endedAtMs === null ? {} : { endedAt: formatTime(millisToNanos(query.endedAtMs)) }),
    ...(query.problem === null ? {} : { error: query.problem }),
  };
}

/** The same with its result, as JSON text: rows are kept as text and put in as they are. */
export function queryDocumentText(query: StoredQuery): string {
  const text = JSON.stringify(describeQuery(query));
  return query.result === null ? text : `${text.slice(0, -1)},"result":${jsonResultText(query.result)}}`;
}
