// POST /api/v1/query and /api/v1/compare: questions as data, answered with the SQL they became.
import { readCompareQuery, readStructuredQuery } from '@tracelake/query';
import type { FastifySchemaCompiler } from 'fastify';
import type { AppServices } from '../app-services.ts';
import { callerOf } from '../http/caller.ts';
import { validateRequest } from '../http/request-validation.ts';
import { answerComparison } from '../reads/compare-answer.ts';
import { answerStructuredQuery } from '../reads/structured-answer.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { COMPARE_ANSWER_SCHEMA, STRUCTURED_ANSWER_SCHEMA } from '../schemas/structured-answer-schema.ts';
import { COMPARE_QUERY_SCHEMA, RUN_SCHEMA, STRUCTURED_QUERY_SCHEMA } from '../schemas/structured-query-schema.ts';
import { parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

/** The question is read by the query package, which the page and the CLI use too; what belongs to the run is read here. */
const readBody =
  <T>(read: (question: unknown) => T): FastifySchemaCompiler<unknown> =>
  () =>
  (data: unknown) => {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return { error: bodyError(data) };
    const { timeoutMs, duplicates, ...question } = data as Record<string, unknown>;
    const run = {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(duplicates === undefined ? {} : { duplicates }),
    };
    const checked = checkRun(run);
    if ('error' in checked) return checked;
    try {
      return { value: { ...checked.value, question: read(question) } };
    } catch (error) {
      return { error: error as Error };
    }
  };

const checkRun = validateRequest({ schema: RUN_SCHEMA, method: 'POST', url: '', httpPart: 'body' }) as (
  data: unknown,
) => { value: RunFields } | { error: Error };

function bodyError(data: unknown): Error {
  const checked = checkRun(data);
  return 'error' in checked ? checked.error : new Error('The body is no object');
}

interface RunFields {
  readonly timeoutMs?: number;
  readonly duplicates?: 'exact' | 'fast';
}

interface ReadBody<T> extends RunFields {
  readonly question: T;
}

export const structuredQueryRoutes: ApiPlugin = async (app, { services }) => {
  app.post(
    '/api/v1/query',
    {
      validatorCompiler: readBody(readStructuredQuery),
      schema: {
        summary: 'Run a structured query',
        description: 'Calculations, filters, breakdowns and a time range; the answer carries the SQL it became.',
        body: STRUCTURED_QUERY_SCHEMA,
        response: { 200: STRUCTURED_ANSWER_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const body = request.body as unknown as ReadBody<ReturnType<typeof readStructuredQuery>>;
      const options = { timeoutMs: body.timeoutMs ?? DEFAULT_TIMEOUT_MS, ...callerOf(reply) };
      const answer = await answerStructuredQuery(
        services.reads,
        body.question,
        queryParts(services, body, 'exact'),
        options,
      );
      return reply.send(answer as never);
    },
  );

  app.post(
    '/api/v1/compare',
    {
      validatorCompiler: readBody(readCompareQuery),
      schema: {
        summary: 'Compare two selections of spans over all their attributes',
        description: 'Which values tell them apart? Fields come ranked by how much they differ.',
        body: COMPARE_QUERY_SCHEMA,
        response: { 200: COMPARE_ANSWER_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const body = request.body as unknown as ReadBody<ReturnType<typeof readCompareQuery>>;
      const options = { timeoutMs: body.timeoutMs ?? DEFAULT_TIMEOUT_MS, ...callerOf(reply) };
      // Shares of a sample: a duplicate that the writer let through changes none that anyone could see.
      const answer = await answerComparison(services.reads, body.question, queryParts(services, body, 'fast'), options);
      return reply.send(answer as never);
    },
  );
};

/** Throws `invalid_time`. */
function queryParts(
  services: AppServices,
  body: ReadBody<{ readonly start?: string; readonly end?: string }>,
  defaultDuplicates: 'exact' | 'fast',
) {
  const range = parseTimeRange(body.question, services.clock.nowUnixNano());
  return { range, duplicates: body.duplicates ?? defaultDuplicates } as const;
}
