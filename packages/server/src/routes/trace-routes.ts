// GET /api/v1/traces and below: find traces, read one whole, or lean and then a span of it.
import { TracelakeError } from '@tracelake/schema';
import * as z from 'zod';
import { queryCallerOf } from '../queries/query-caller.ts';
import { readLeanTrace } from '../reads/lean-trace.ts';
import { type AttributeCondition, searchTraces, type TraceSummary } from '../reads/trace-search.ts';
import { parseSpanId, parseTraceId, readTrace } from '../reads/trace-spans.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { RESULT_STATS_SCHEMA } from '../schemas/result-schema.ts';
import { END_SCHEMA, START_SCHEMA } from '../schemas/time-schema.ts';
import { LEAN_TRACE_SCHEMA, TRACE_SCHEMA, TRACE_SUMMARY_SCHEMA } from '../schemas/trace-schema.ts';
import { formatTime, parseTime, parseTimeRange, type TimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

const DEFAULT_TRACES = 20;
const MAX_TRACES = 1000;
/** The page walks 50,000; more than this is no trace to be read span by span. */
const MAX_SPANS = 60_000;
const LARGEST_NANOS = 9_223_372_036_854_775_807n;

const DURATION_SCHEMA = z.coerce.number().min(0).max(1e12).optional();

const SEARCH_QUERYSTRING = z.strictObject({
  service: z.string().max(1000).optional(),
  name: z.string().max(4000).optional().describe('Name of a span'),
  status: z
    .string()
    .transform((status) => status.toUpperCase())
    .pipe(z.enum(['UNSET', 'OK', 'ERROR']))
    .optional(),
  minDurationMs: DURATION_SCHEMA,
  maxDurationMs: DURATION_SCHEMA,
  attribute: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('key:value, may be given several times; a colon in the key is written \\:'),
  start: START_SCHEMA,
  end: END_SCHEMA,
  limit: z.coerce.number().int().min(1).max(MAX_TRACES).default(DEFAULT_TRACES),
});

const TRACE_QUERYSTRING = z.strictObject({
  start: START_SCHEMA.describe('Default: the beginning of the lake'),
  end: END_SCHEMA.describe('Default: its end'),
});

export const traceRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/traces',
    {
      schema: {
        summary: 'Find traces, newest first, by one span that fits every condition',
        querystring: SEARCH_QUERYSTRING,
        response: {
          200: z.strictObject({ traces: z.array(TRACE_SUMMARY_SCHEMA), stats: RESULT_STATS_SCHEMA }),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async (request, reply) => {
      const { service, name, status, minDurationMs, maxDurationMs, attribute, limit } = request.query;
      const attributes = [attribute ?? []].flat().map(parseAttribute);
      const { traces, stats } = await searchTraces(
        services.reads,
        { service, name, status, minDurationMs, maxDurationMs, attributes },
        {
          range: parseTimeRange(request.query, services.clock.nowUnixNano()),
          rowLimit: limit,
          ...queryCallerOf(services, reply),
        },
      );
      return { traces: traces.map(withReadableTimes), stats: { ...stats, notes: [...stats.notes] } };
    },
  );

  app.get(
    '/api/v1/traces/:traceId',
    {
      schema: {
        summary: 'All spans of a trace with every attribute, event and link',
        params: z.strictObject({ traceId: z.string() }),
        querystring: TRACE_QUERYSTRING,
        response: { 200: TRACE_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const trace = await readTrace(services.reads, parseTraceId(request.params.traceId), {
        range: wholeLakeOr(request.query, services.clock.nowUnixNano()),
        rowLimit: MAX_SPANS,
        ...queryCallerOf(services, reply),
      });
      return reply.send(answerOf(trace) as never);
    },
  );

  app.get(
    '/api/v1/traces/:traceId/spans',
    {
      schema: {
        summary: 'All spans of a trace as columns: what a waterfall needs',
        params: z.strictObject({ traceId: z.string() }),
        querystring: TRACE_QUERYSTRING,
        response: { 200: LEAN_TRACE_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const trace = await readLeanTrace(services.reads, parseTraceId(request.params.traceId), {
        range: wholeLakeOr(request.query, services.clock.nowUnixNano()),
        rowLimit: MAX_SPANS,
        ...queryCallerOf(services, reply),
      });
      return reply.send(answerOf(trace) as never);
    },
  );

  app.get(
    '/api/v1/traces/:traceId/spans/:spanId',
    {
      schema: {
        summary: 'A span of a trace with every attribute, event and link',
        description:
          'Two spans where a client and its server share an id. With start and end fewer files are looked at.',
        params: z.strictObject({ traceId: z.string(), spanId: z.string() }),
        querystring: TRACE_QUERYSTRING,
        response: { 200: TRACE_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { traceId, spanId } = request.params;
      const options = {
        range: wholeLakeOr(request.query, services.clock.nowUnixNano()),
        rowLimit: MAX_SPANS,
        ...queryCallerOf(services, reply),
      };
      const trace = await readTrace(services.reads, parseTraceId(traceId), options, parseSpanId(spanId));
      return reply.send(answerOf(trace) as never);
    },
  );
};

function answerOf<T extends { readonly truncated: boolean }>({ truncated, ...trace }: T) {
  return { ...trace, ...(truncated ? { truncated } : {}) };
}

/** `key:value`, split at the first colon without a backslash. Throws `invalid_request`. */
export function parseAttribute(text: string): AttributeCondition {
  const parts = /^((?:[^:\\]|\\.)+):(.*)$/s.exec(text);
  if (parts !== null) return { key: parts[1].replace(/\\(.)/g, '$1'), value: parts[2] };
  throw new TracelakeError('invalid_request', `attribute is not key:value: ${JSON.stringify(text.slice(0, 200))}.`, {
    details: { field: 'attribute', value: text.slice(0, 200) },
    hint: 'Write attribute=user.plan:pro; a colon in the key is written \\:',
  });
}

/** A trace is asked by its id alone, so nothing said means all there is. */
function wholeLakeOr(text: { start?: string; end?: string }, nowUnixNano: bigint): TimeRange {
  const end = text.end === undefined ? LARGEST_NANOS.toString() : text.end;
  return parseTimeRange({ start: text.start ?? '0', end: parseTime('end', end, nowUnixNano).toString() }, nowUnixNano);
}

function withReadableTimes(trace: TraceSummary) {
  return {
    ...trace,
    services: [...trace.services],
    start: formatTime(BigInt(trace.startTimeUnixNano)),
    durationMs: trace.durationNano === null ? null : Number(trace.durationNano) / 1e6,
  };
}
