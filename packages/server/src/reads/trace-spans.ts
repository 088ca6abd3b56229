// All spans of one trace, or those of one id, with everything that is known of each.
import type { FieldCatalogue } from '@tracelake/lake';
import { wholeMapNote } from '@tracelake/query';
import { columnOfAttribute, TracelakeError } from '@tracelake/schema';
import type { ResultStats } from '../results/query-result.ts';
import { formatTime, type TimeRange } from '../time-range.ts';
import type { LakeReads } from './lake-reads.ts';
import { type ReadOptions, type ReadRow, readRows } from './read-rows.ts';
import { sqlLiteral } from './sql-text.ts';

/** A whole number that JSON cannot hold exactly is text. */
export type AttributeValue = string | number | boolean;

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SpanLink {
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly traceState: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Nanoseconds and 64-bit integers are decimal text. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly traceState: string | null;
  readonly flags: string | null;
  readonly name: string | null;
  readonly kind: string | null;
  readonly serviceName: string | null;
  readonly scopeName: string | null;
  readonly scopeVersion: string | null;
  readonly statusCode: string | null;
  readonly statusMessage: string | null;
  readonly main: boolean;
  readonly sampleRate: number | null;
  /** ISO 8601 of `startTimeUnixNano`. */
  readonly start: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly durationNano: string;
  readonly durationMs: number;
  readonly droppedAttributesCount: string | null;
  readonly droppedEventsCount: string | null;
  readonly droppedLinksCount: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly resourceAttributes: Readonly<Record<string, AttributeValue>>;
  readonly scopeAttributes: Readonly<Record<string, string>>;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}

export interface Trace {
  readonly traceId: string;
  /** By start time. */
  readonly spans: readonly TraceSpan[];
  /** Set when the trace has more spans than were asked for. */
  readonly truncated: boolean;
  readonly stats: ResultStats;
}

const TRACE_COLUMNS = [
  'trace_id, span_id, parent_span_id, trace_state, flags, name, kind, service_name, scope_name, scope_version',
  'status_code, status_message, main, sample_rate, start_time_unix_nano, duration_nano',
  'dropped_attributes_count, dropped_events_count, dropped_links_count',
  'attributes, resource_attributes, scope_attributes, events, links',
].join(', ');

/** Advice to who writes SQL; this text is ours, and means to read them. */
const OWN_NOTES: ReadonlySet<string> = new Set(['attributes', 'resource_attributes'].map(wholeMapNote));

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

/** Upper-case hex is accepted. Throws `invalid_request`. */
export function parseTraceId(text: string): string {
  const id = text.toLowerCase();
  if (TRACE_ID.test(id) && !/^0+$/.test(id)) return id;
  throw new TracelakeError('invalid_request', `${JSON.stringify(text.slice(0, 80))} is not a trace id.`, {
    details: { field: 'traceId', value: text.slice(0, 80) },
    hint: 'A trace id is 32 hexadecimal digits, not all zero.',
  });
}

/** The same of a span's. */
export function parseSpanId(text: string): string {
  const id = text.toLowerCase();
  if (SPAN_ID.test(id) && !/^0+$/.test(id)) return id;
  throw new TracelakeError('invalid_request', `${JSON.stringify(text.slice(0, 80))} is not a span id.`, {
    details: { field: 'spanId', value: text.slice(0, 80) },
    hint: 'A span id is 16 hexadecimal digits, not all zero.',
  });
}

export function traceNotFound(what: string, details: Record<string, string>, range: TimeRange): TracelakeError {
  const [start, end] = [formatTime(range.startTimeUnixNano), formatTime(range.endTimeUnixNano)];
  return new TracelakeError('trace_not_found', `${what} starts between ${start} and ${end}.`, {
    details: { ...details, start, end },
  });
}

/** @param spanId only spans of this id: a client's and its server's may share one. Throws `trace_not_found`. */
export async function readTrace(
  reads: LakeReads,
  traceId: string,
  options: ReadOptions,
  spanId?: string,
): Promise<Trace> {
  const ofSpan = spanId === undefined ? '' : ` AND span_id = ${sqlLiteral(spanId)}`;
  const sql = `SELECT ${TRACE_COLUMNS} FROM spans WHERE trace_id = ${sqlLiteral(traceId)}${ofSpan}
ORDER BY start_time_unix_nano, span_id`;
  const { rows, truncated, stats } = await readRows(reads, sql, options);
  if (rows.length === 0) {
    const what = `No span${spanId === undefined ? '' : ` ${spanId}`} of trace ${traceId}`;
    throw traceNotFound(what, { traceId, ...(spanId === undefined ? {} : { spanId }) }, options.range);
  }
  const spans = await reads.inCatalogue(options.range, (catalogue) => rows.map((row) => spanOf(row, catalogue)));
  const notes = stats.notes.filter((note) => !OWN_NOTES.has(note));
  return { traceId, spans, truncated, stats: { ...stats, notes } };
}

function spanOf(row: ReadRow, catalogue: FieldCatalogue): TraceSpan {
  const start = BigInt(row['start_time_unix_nano'] as string);
  const duration = BigInt((row['duration_nano'] as string | null) ?? '0');
  return {
    traceId: row['trace_id'] as string,
    spanId: row['span_id'] as string,
    parentSpanId: row['parent_span_id'] as string | null,
    traceState: row['trace_state'] as string | null,
    flags: row['flags'] as string | null,
    name: row['name'] as string | null,
    kind: row['kind'] as string | null,
    serviceName: row['service_name'] as string | null,
    scopeName: row['scope_name'] as string | null,
    scopeVersion: row['scope_version'] as string | null,
    statusCode: row['status_code'] as string | null,
    statusMessage: row['status_message'] as string | null,
    main: row['main'] === true,
    sampleRate: row['sample_rate'] as number | null,
    start: formatTime(start),
    startTimeUnixNano: start.toString(),
    endTimeUnixNano: (start + duration).toString(),
    durationNano: duration.toString(),
    durationMs: Number(duration) / 1e6,
    droppedAttributesCount: row['dropped_attributes_count'] as string | null,
    droppedEventsCount: row['dropped_events_count'] as string | null,
    droppedLinksCount: row['dropped_links_count'] as string | null,
    attributes: typedValues(
      textMap(row['attributes']),
      (key) => columnOfAttribute(key)?.type ?? sentType(key, catalogue),
    ),
    resourceAttributes: typedValues(textMap(row['resource_attributes']), (key) => columnOfAttribute(key)?.type),
    scopeAttributes: textMap(row['scope_attributes']),
    events: structs(row['events']).map(eventOf),
    links: structs(row['links']).map(linkOf),
  };
}

type ValueType = 'boolean' | 'bigint' | 'double';

/** The type every value of the attribute was sent with; where it was sent with several, its values stay text. */
function sentType(key: string, catalogue: FieldCatalogue): ValueType | undefined {
  const types = Object.keys(catalogue.field(key)?.types ?? {});
  if (types.length !== 1) return undefined;
  return types[0] === 'number' ? 'double' : types[0] === 'boolean' ? 'boolean' : undefined;
}

/** SQL gives all attributes as text; numbers and booleans become what they were where that is certain and exact. */
function typedValues(
  texts: Readonly<Record<string, string>>,
  typeOf: (key: string) => unknown,
): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, typedValue(typeOf(key), text)]));
}

function typedValue(type: unknown, text: string): AttributeValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'bigint' && /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  if (type === 'double' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  return text;
}

function textMap(value: unknown): Record<string, string> {
  return (value ?? {}) as Record<string, string>;
}

/** A list of SQL rows: each an array of its fields in order. */
function structs(value: unknown): unknown[][] {
  return (value ?? []) as unknown[][];
}

function eventOf([timeUnixNano, name, attributes]: unknown[]): SpanEvent {
  return { timeUnixNano: String(timeUnixNano), name: name as string | null, attributes: textMap(attributes) };
}

function linkOf([traceId, spanId, traceState, attributes]: unknown[]): SpanLink {
  return {
    traceId: traceId as string | null,
    spanId: spanId as string | null,
    traceState: (traceState as string | null) || null,
    attributes: textMap(attributes),
  };
}
