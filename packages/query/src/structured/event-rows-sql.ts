// Spans as they are, newest first: the fields that were asked for, a page at a time.
import { TracelakeError } from '@tracelake/schema';
import { quoteIdentifier, quoteLiteral } from '../types/quoting.ts';
import type { FieldTypes } from './field-types.ts';
import { selectedSpans } from './selected-spans.ts';
import type { StructuredQuery } from './structured-query.ts';

/** What tells any span from any other, in the order of rows: all descending. */
const KEY_COLUMNS = ['start_time_unix_nano', 'trace_id', 'span_id', 'kind'] as const;

/** The last row of a page. */
export interface EventCursor {
  readonly startTimeUnixNano: bigint;
  readonly traceId: string;
  readonly spanId: string;
  readonly kind: string;
}

export interface EventRowsOptions {
  readonly types: FieldTypes;
  /** A column each, after those of the key. */
  readonly fields: readonly string[];
  readonly limit: number;
  readonly after?: EventCursor | undefined;
}

/** Of the query its filters and calculated fields count. */
export function eventRowsSql(
  { filters, filterCombination, calculatedFields }: StructuredQuery,
  { types, fields, limit, after }: EventRowsOptions,
): string {
  const query = { filters, filterCombination, calculatedFields, breakdowns: [...KEY_COLUMNS, ...fields] };
  const { elements, from, conditions, fieldSql } = selectedSpans(query, types);
  const items = [...KEY_COLUMNS, ...fields.map((field) => `${fieldSql(field)} AS ${quoteIdentifier(field)}`)];
  const where = [...conditions, ...(after === undefined ? [] : [behind(after)])];
  return [
    ...(elements.length === 0 ? [] : [`WITH ${elements.join(',\n')}`]),
    `SELECT ${items.join(', ')}`,
    `FROM ${from}`,
    ...(where.length === 0 ? [] : [`WHERE ${where.join(' AND ')}`]),
    `ORDER BY ${KEY_COLUMNS.map((_, index) => `${index + 1} DESC`).join(', ')}`,
    `LIMIT ${limit}`,
  ].join('\n');
}

/** One comparison of time, which leaves files out, and the rest only for spans of the same nanosecond. */
function behind({ startTimeUnixNano: start, traceId, spanId, kind }: EventCursor): string {
  const rest = [
    ['trace_id', traceId],
    ['span_id', spanId],
    ['kind', kind],
  ].map(([column, value]) => [column, quoteLiteral(value)]);
  const steps = rest.map(([column, value], index) => {
    const equal = rest.slice(0, index).map(([before, known]) => `${before} = ${known}`);
    return `(${[...equal, `${column} < ${value}`].join(' AND ')})`;
  });
  return `start_time_unix_nano <= ${start} AND (start_time_unix_nano < ${start} OR ${steps.join(' OR ')})`;
}

export function encodeEventCursor({ startTimeUnixNano, traceId, spanId, kind }: EventCursor): string {
  return [startTimeUnixNano, traceId, spanId, kind].join('~');
}

/** Throws `invalid_request`. */
export function decodeEventCursor(text: string): EventCursor {
  const [, start, traceId, spanId, kind] =
    /^(\d{1,19})~([0-9a-f]{0,32})~([0-9a-f]{0,16})~([A-Z_]{0,20})$/.exec(text) ?? [];
  if (start !== undefined) return { startTimeUnixNano: BigInt(start), traceId, spanId, kind };
  throw new TracelakeError('invalid_request', `${JSON.stringify(text.slice(0, 100))} is no cursor.`, {
    details: { field: 'cursor', value: text.slice(0, 100) },
    hint: 'Send the cursor of the last answer, as it was.',
  });
}
