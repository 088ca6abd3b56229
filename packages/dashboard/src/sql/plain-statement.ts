// What Explore makes of a statement, as its explanation says: the attributes it shows, and the question that asks the same.
import { decodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import type { Explanation } from '../api/api-types.ts';
import { columnsText } from '../explore/event-columns.ts';

export interface PlainStatement {
  /** Of each column the attribute that it shows. */
  readonly fields: readonly (string | null)[];
  readonly query: StructuredQuery | undefined;
  /** Of Explore's address; rows of spans are its events. */
  readonly search: Readonly<Record<string, string>> | null;
}

const NOT_PLAIN: PlainStatement = { fields: [], query: undefined, search: null };
/** Columns that Events has anyway, or that a span is told by. */
const ALWAYS_SHOWN = new Set(['time', 'trace_id', 'span_id', 'start_time_unix_nano']);
const MOST_COLUMNS = 20;

export function plainStatement(explanation: Pick<Explanation, 'fields' | 'url'> | undefined): PlainStatement {
  if (explanation === undefined) return NOT_PLAIN;
  const { fields, url } = explanation;
  if (url === null) return { ...NOT_PLAIN, fields };
  const query = decodeQuery(url);
  if (query.calculations !== undefined) return { fields, query, search: { q: url } };
  const shown = fields.filter((field): field is string => field !== null && !ALWAYS_SHOWN.has(field));
  const search = { q: url, tab: 'events' };
  if (shown.length === 0 || shown.length > MOST_COLUMNS) return { fields, query, search };
  return { fields, query, search: { ...search, cols: columnsText(shown) } };
}
