// GET /api/v1/events: spans as they are, by filters, newest first.
import * as z from 'zod';
import { queryCallerOf } from '../queries/query-caller.ts';
import { readEventRows } from '../reads/event-rows.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { COLUMN_SCHEMA, RESULT_STATS_SCHEMA } from '../schemas/result-schema.ts';
import { SELECTION_FIELDS, selectionOf } from '../schemas/selection-schema.ts';
import { parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

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
      const { timeoutMs = DEFAULT_TIMEOUT_MS, duplicates, engine = 'auto', maxUsd } = run;
      const selection = selectionOf(run);
      const range = parseTimeRange(selection, services.clock.nowUnixNano());
      const page = { fields: [fields].flat(), limit, cursor };
      const options = { timeoutMs, ...(maxUsd === undefined ? {} : { maxUsd }), ...queryCallerOf(services, reply) };
      const found = await readEventRows(services.reads, selection, page, { range, duplicates, engine }, options);
      return reply.send(found as never);
    },
  );
};
