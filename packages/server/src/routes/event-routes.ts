// GET and POST /api/v1/events: spans as they are, by filters, newest first.
import { readStructuredQuery } from '@tracelake/query';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { validateRequest } from '../http/request-validation.ts';
import { queryCallerOf } from '../queries/query-caller.ts';
import { type EventPage, readEventRows } from '../reads/event-rows.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { COLUMN_SCHEMA, RESULT_STATS_SCHEMA } from '../schemas/result-schema.ts';
import { SELECTION_FIELDS, type SpanSelection, selectionOf } from '../schemas/selection-schema.ts';
import { STRUCTURED_QUERY_SCHEMA } from '../schemas/structured-query-schema.ts';
import { parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';
import { type ReadBody, type RunFields, readBody } from './question-body.ts';

const DEFAULT_ROWS = 100;
const MAX_ROWS = 10_000;
const MAX_FIELDS = 100;
const DEFAULT_FIELDS = ['name', 'service.name', 'duration_ms', 'status_code'];
const DEFAULT_TIMEOUT_MS = 60_000;

const EVENTS_QUERYSTRING = z.strictObject({
  ...SELECTION_FIELDS,
  fields: z
    .union([z.string().max(500), z.array(z.string().max(500)).max(MAX_FIELDS)])
    .default(DEFAULT_FIELDS)
    .describe(`A column each; may be given several times. Default: ${DEFAULT_FIELDS.join(', ')}`),
  limit: z.coerce.number().int().min(1).max(MAX_ROWS).default(DEFAULT_ROWS).describe('Rows'),
  cursor: z.string().max(200).optional().describe('Of the answer before: goes on behind its last row'),
});

const COUNTED_ROWS = z.int().min(1).max(MAX_ROWS).default(DEFAULT_ROWS).describe('Rows');

const PAGE_SCHEMA = z.strictObject({
  fields: z
    .array(z.string().max(500))
    .max(MAX_FIELDS)
    .default(DEFAULT_FIELDS)
    .describe(`A column each. Default: ${DEFAULT_FIELDS.join(', ')}`),
  limit: COUNTED_ROWS,
  cursor: z.string().max(200).optional().describe('Of the answer before: goes on behind its last row'),
});

const { start, end, filters, filterCombination, calculatedFields, timeoutMs, duplicates, engine, maxUsd } =
  STRUCTURED_QUERY_SCHEMA.shape;

const EVENTS_BODY = z
  .strictObject({
    ...{ start, end, filters, filterCombination, calculatedFields },
    ...PAGE_SCHEMA.shape,
    ...{ timeoutMs, duplicates, engine, maxUsd },
  })
  .describe('Which spans, and what of them');

interface AskedEvents {
  readonly selection: SpanSelection;
  readonly page: EventPage;
}

const checkPage = validateRequest({ schema: PAGE_SCHEMA, method: 'POST', url: '', httpPart: 'body' }) as (
  data: unknown,
) => { value: EventPage } | { error: Error };

/** The filters are read as those of a structured query. Throws TracelakeError. */
function readAskedEvents(question: unknown): AskedEvents {
  const { fields, limit, cursor, ...selection } = question as Record<string, unknown>;
  const given = Object.entries({ fields, limit, cursor }).filter(([, value]) => value !== undefined);
  const page = checkPage(Object.fromEntries(given));
  if ('error' in page) throw page.error;
  return { page: page.value, selection: readStructuredQuery(selection) };
}

const EVENTS_SCHEMA = z
  .strictObject({
    columns: z
      .array(COLUMN_SCHEMA)
      .describe('start_time_unix_nano, trace_id, span_id, kind, then the fields that were asked for'),
    rows: z.array(z.array(z.unknown())).describe('Newest first'),
    cursor: z.string().nullable().describe('Of the next rows; null where there are none'),
    sql: z.string().describe('What was run: Trino SQL over spans, to open and edit'),
    stats: RESULT_STATS_SCHEMA,
  })
  .describe('Spans as they are');

export const eventRoutes: ApiPlugin = async (app, { services }) => {
  const answer = async ({ question, ...run }: ReadBody<AskedEvents>, reply: FastifyReply) => {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, duplicates, engine = 'auto', maxUsd }: RunFields = run;
    const range = parseTimeRange(question.selection, services.clock.nowUnixNano());
    const options = { timeoutMs, ...(maxUsd === undefined ? {} : { maxUsd }), ...queryCallerOf(services, reply) };
    const parts = { range, duplicates, engine };
    return (await readEventRows(services.reads, question.selection, question.page, parts, options)) as never;
  };

  app.get(
    '/api/v1/events',
    {
      schema: {
        summary: 'Spans by filters, newest first, with any columns',
        description: 'For pages that follow each other give start and end as times, not relative ones.',
        querystring: EVENTS_QUERYSTRING,
        response: { 200: EVENTS_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { fields, limit, cursor, ...run } = request.query;
      const page = { fields: [fields].flat(), limit, cursor };
      return reply.send(await answer({ ...run, question: { selection: selectionOf(run), page } }, reply));
    },
  );

  app.post(
    '/api/v1/events',
    {
      validatorCompiler: readBody(readAskedEvents),
      schema: {
        summary: 'The same, by a body: a question may be longer than an address',
        body: EVENTS_BODY,
        response: { 200: EVENTS_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => reply.send(await answer(request.body as unknown as ReadBody<AskedEvents>, reply)),
  );
};
