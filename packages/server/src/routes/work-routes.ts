// GET /api/v1/services and /api/v1/functions: requests, errors and durations of units of work.
import * as z from 'zod';
import { queryCallerOf } from '../queries/query-caller.ts';
import { summarizeFunctions, summarizeServices, type WorkSummary } from '../reads/service-summary.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { END_SCHEMA, ISO_TIME_SCHEMA, START_SCHEMA } from '../schemas/time-schema.ts';
import { formatTime, parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

const MAX_ENTRIES = 10_000;

const RANGE_QUERYSTRING = z.strictObject({ start: START_SCHEMA, end: END_SCHEMA });

const WORK_FIELDS = {
  requests: z.int(),
  errors: z.int(),
  durationMs: z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number() }),
  lastSeen: ISO_TIME_SCHEMA,
};

const SERVICE_SCHEMA = z.strictObject({ service: z.string().nullable(), ...WORK_FIELDS }).describe('A service');

const FUNCTION_SCHEMA = z
  .strictObject({
    function: z.string(),
    service: z.string().nullable(),
    region: z.string().nullable(),
    coldStarts: z.int(),
    ...WORK_FIELDS,
  })
  .describe('A Lambda function');

export const workRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/services',
    {
      schema: {
        summary: 'Services with their requests, errors and durations (of main spans)',
        querystring: RANGE_QUERYSTRING,
        response: { 200: z.strictObject({ services: z.array(SERVICE_SCHEMA) }), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const range = parseTimeRange(request.query, services.clock.nowUnixNano());
      const options = { range, rowLimit: MAX_ENTRIES, ...queryCallerOf(services, reply) };
      const found = await summarizeServices(services.reads, options);
      return { services: found.map(withLastSeen) };
    },
  );

  app.get(
    '/api/v1/functions',
    {
      schema: {
        summary: 'Lambda functions with their requests, errors, cold starts and durations',
        querystring: RANGE_QUERYSTRING,
        response: { 200: z.strictObject({ functions: z.array(FUNCTION_SCHEMA) }), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const range = parseTimeRange(request.query, services.clock.nowUnixNano());
      const options = { range, rowLimit: MAX_ENTRIES, ...queryCallerOf(services, reply) };
      const found = await summarizeFunctions(services.reads, options);
      return { functions: found.map(withLastSeen) };
    },
  );
};

function withLastSeen<T extends WorkSummary>({ lastStartTimeUnixNano, ...rest }: T) {
  return { ...rest, lastSeen: formatTime(BigInt(lastStartTimeUnixNano)) };
}
