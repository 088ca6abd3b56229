// Traces: one summed up, and one whole.
import * as z from 'zod';
import { DRAWN_ATTRIBUTES } from '../reads/lean-columns.ts';
import { RESULT_STATS_SCHEMA } from './result-schema.ts';
import { ISO_TIME_SCHEMA, NANOS_SCHEMA } from './time-schema.ts';

const TEXT_MAP_SCHEMA = z.record(z.string(), z.string());
const ATTRIBUTES_SCHEMA = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const COUNT_SCHEMA = NANOS_SCHEMA.describe('A count as decimal text').nullable();

export const TRACE_SUMMARY_SCHEMA = z
  .strictObject({
    traceId: z.string(),
    rootName: z.string().nullable().describe('Name of the span without a parent; null when it is not in the range'),
    rootService: z.string().nullable(),
    services: z.array(z.string()),
    start: ISO_TIME_SCHEMA,
    startTimeUnixNano: NANOS_SCHEMA,
    durationNano: NANOS_SCHEMA.nullable().describe('null while no span of it has ended'),
    durationMs: z.number().nullable(),
    spanCount: z.int(),
    errorCount: z.int(),
  })
  .describe('A trace, summed up over its spans in the range');

const EVENT_SCHEMA = z.strictObject({
  timeUnixNano: NANOS_SCHEMA,
  name: z.string().nullable(),
  attributes: TEXT_MAP_SCHEMA,
});

const LINK_SCHEMA = z.strictObject({
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  traceState: z.string().nullable(),
  attributes: TEXT_MAP_SCHEMA,
});

export const SPAN_SCHEMA = z
  .strictObject({
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: z.string().nullable(),
    traceState: z.string().nullable(),
    flags: COUNT_SCHEMA.describe('W3C trace flags as decimal text'),
    name: z.string().nullable(),
    kind: z.string().nullable(),
    serviceName: z.string().nullable(),
    scopeName: z.string().nullable(),
    scopeVersion: z.string().nullable(),
    statusCode: z.string().nullable(),
    statusMessage: z.string().nullable(),
    main: z.boolean().describe('A unit of work'),
    sampleRate: z.union([z.number(), z.string()]).nullable(),
    start: ISO_TIME_SCHEMA,
    startTimeUnixNano: NANOS_SCHEMA,
    endTimeUnixNano: NANOS_SCHEMA,
    durationNano: NANOS_SCHEMA,
    durationMs: z.number(),
    droppedAttributesCount: COUNT_SCHEMA,
    droppedEventsCount: COUNT_SCHEMA,
    droppedLinksCount: COUNT_SCHEMA,
    attributes: ATTRIBUTES_SCHEMA,
    resourceAttributes: ATTRIBUTES_SCHEMA,
    scopeAttributes: TEXT_MAP_SCHEMA,
    events: z.array(EVENT_SCHEMA),
    links: z.array(LINK_SCHEMA),
  })
  .describe('A span with every attribute');

export const TRACE_SCHEMA = z
  .strictObject({
    traceId: z.string(),
    spans: z.array(SPAN_SCHEMA).describe('By start time'),
    truncated: z.literal(true).optional().describe('Set when the trace has more spans than the limit'),
    stats: RESULT_STATS_SCHEMA,
  })
  .describe('A trace');

const PLACES_SCHEMA = z.array(z.int());

const NAMED_COLUMN_SCHEMA = z
  .strictObject({ values: z.array(z.string().nullable()), places: PLACES_SCHEMA })
  .describe('Each text once; of each span the place of its own');

const LEAN_COLUMNS_SCHEMA = z.strictObject({
  spanId: z.array(z.string()),
  parentSpanId: NAMED_COLUMN_SCHEMA,
  startNano: z.array(z.number()).describe('After the start of the trace'),
  durationNano: z.array(z.number()),
  unfinished: PLACES_SCHEMA.describe('Spans that never ended: their duration here is 0'),
  name: NAMED_COLUMN_SCHEMA,
  serviceName: NAMED_COLUMN_SCHEMA,
  kind: NAMED_COLUMN_SCHEMA,
  statusCode: NAMED_COLUMN_SCHEMA,
  attributes: z
    .record(
      z.string(),
      z.strictObject({ places: PLACES_SCHEMA, values: z.array(z.union([z.string(), z.number(), z.boolean()])) }),
    )
    .describe(`Those of these that any span has, and which spans: ${Object.keys(DRAWN_ATTRIBUTES).join(', ')}`),
});

export const LEAN_TRACE_SCHEMA = z
  .strictObject({
    traceId: z.string(),
    startTimeUnixNano: NANOS_SCHEMA.describe('Of its first span'),
    spans: LEAN_COLUMNS_SCHEMA.describe('By start time: a span is a place in each column'),
    events: z.array(z.strictObject({ place: z.int(), startNano: z.number(), name: z.string().nullable() })),
    links: z.array(z.strictObject({ place: z.int(), traceId: z.string().nullable(), spanId: z.string().nullable() })),
    truncated: z.literal(true).optional().describe('Set when the trace has more spans than the limit'),
    stats: RESULT_STATS_SCHEMA,
  })
  .describe('A trace as a waterfall needs it');
