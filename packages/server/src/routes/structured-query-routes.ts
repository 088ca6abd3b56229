// /api/v1/query (POST, or GET of a link) and POST /api/v1/compare: questions as data, answered with the SQL they became.
import {
  decodeQuery,
  encodeQuery,
  readCompareQuery,
  readStructuredQuery,
  type StructuredQuery,
} from '@tracelake/query';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import type { AppServices } from '../app-services.ts';
import { queryCallerOf } from '../queries/query-caller.ts';
import { answerComparison } from '../reads/compare-answer.ts';
import type { SqlQuery } from '../reads/lake-reads.ts';
import { answerStructuredQuery } from '../reads/structured-answer.ts';
import { type PlannedText, planStructuredQuery } from '../reads/structured-plan.ts';
import type { ResultStats } from '../results/query-result.ts';
import { STRUCTURED_EXPLANATION_SCHEMA } from '../schemas/explanation-schema.ts';
import { PROBLEM_ANSWERS, PROBLEM_SCHEMA } from '../schemas/problem-schema.ts';
import { COMPARE_ANSWER_SCHEMA, STRUCTURED_ANSWER_SCHEMA } from '../schemas/structured-answer-schema.ts';
import {
  COMPARE_QUERY_SCHEMA,
  QUERY_LINK_SCHEMA,
  STRUCTURED_QUERY_SCHEMA,
} from '../schemas/structured-query-schema.ts';
import { parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';
import { checkedQuestion } from './checked-question.ts';
import { type ReadBody, type RunFields, readBody } from './question-body.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

/** Of a request's line and headers 16 KiB are read; the headers need some of it. */
const LONGEST_LINK = 14_000;

/** A link that could not be asked would be worse than none. */
function linkOf(question: StructuredQuery, stats: ResultStats): { url: string | null; stats: ResultStats } {
  const url = `/api/v1/query?q=${encodeQuery(question)}`;
  if (url.length <= LONGEST_LINK) return { url, stats };
  const note = `This question is too long for a link: ${url.length} characters; ${LONGEST_LINK} are the most. POST it.`;
  return { url: null, stats: { ...stats, notes: [...stats.notes, note] } };
}

export const structuredQueryRoutes: ApiPlugin = async (app, { services }) => {
  const answer = async (body: ReadBody<StructuredQuery>, reply: FastifyReply) => {
    const { question } = body;
    const options = { ...runOptions(body), ...queryCallerOf(services, reply) };
    const parts = queryParts(services, body, body.duplicates);
    const answered = await answerStructuredQuery(services.reads, question, parts, options);
    return { ...answered, ...linkOf(question, answered.stats) };
  };

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
      const body = request.body as unknown as ReadBody<StructuredQuery>;
      return reply.send((await answer(body, reply)) as never);
    },
  );

  app.get(
    '/api/v1/query',
    {
      schema: {
        summary: 'Run a structured query that a link carries',
        description: 'The answer to a structured query has such a link in `url`; `tracelake query` takes one, too.',
        querystring: QUERY_LINK_SCHEMA,
        response: { 200: STRUCTURED_ANSWER_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { q, ...run } = request.query;
      return reply.send((await answer({ ...run, question: decodeQuery(q) }, reply)) as never);
    },
  );

  app.post(
    '/api/v1/query/explain',
    {
      validatorCompiler: readBody(readStructuredQuery),
      schema: {
        summary: 'What a structured query would read and cost, without running it',
        body: STRUCTURED_QUERY_SCHEMA,
        response: { 200: STRUCTURED_EXPLANATION_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    (request, reply) => explained(services, request.body as unknown as ReadBody<StructuredQuery>, reply),
  );

  app.post(
    '/api/v1/query/check',
    {
      validatorCompiler: readBody(readStructuredQuery),
      // What cannot be read is answered like what cannot be planned.
      attachValidation: true,
      schema: {
        summary: 'Say what is wrong with a structured query, or what it would read and cost',
        description: 'For whoever asks while it is built: a question that is half written is no failed request.',
        body: STRUCTURED_QUERY_SCHEMA,
        response: {
          200: z.strictObject({
            problem: PROBLEM_SCHEMA.nullable(),
            explanation: STRUCTURED_EXPLANATION_SCHEMA.nullable(),
          }),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    (request, reply) =>
      checkedQuestion(request, async () => {
        if (request.validationError !== undefined) throw request.validationError;
        return explained(services, request.body as unknown as ReadBody<StructuredQuery>, reply);
      }),
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
      const options = { ...runOptions(body), ...queryCallerOf(services, reply) };
      // Shares of a sample: a duplicate that the writer let through changes none that anyone could see.
      const parts = queryParts(services, body, body.duplicates ?? 'fast');
      const answer = await answerComparison(services.reads, body.question, parts, options);
      return reply.send(answer as never);
    },
  );
};

async function explained(
  services: AppServices,
  body: ReadBody<StructuredQuery>,
  reply: FastifyReply,
): Promise<z.output<typeof STRUCTURED_EXPLANATION_SCHEMA>> {
  const options = { ...runOptions(body), ...queryCallerOf(services, reply) };
  const parts = queryParts(services, body, body.duplicates);
  const { texts, notes } = await planStructuredQuery(services.reads, body.question, parts, options);
  const total = (of: (text: PlannedText) => number) => texts.reduce((sum, text) => sum + of(text), 0);
  return {
    files: Math.max(...texts.map(({ files }) => files)),
    estimatedBytes: total(({ estimatedBytes }) => estimatedBytes),
    engine: texts[0].engine,
    estimatedUsd: { duckdb: 0, athena: total(({ estimatedUsd }) => estimatedUsd.athena) },
    texts: texts.map((text) => ({ ...text, estimatedUsd: { ...text.estimatedUsd } })),
    notes: [...notes],
  };
}

/** Throws `invalid_time`. */
function queryParts(
  services: AppServices,
  body: ReadBody<{ readonly start?: string; readonly end?: string }>,
  duplicates: SqlQuery['duplicates'],
) {
  const range = parseTimeRange(body.question, services.clock.nowUnixNano());
  return { range, duplicates, engine: body.engine ?? 'auto' } as const;
}

function runOptions({ timeoutMs = DEFAULT_TIMEOUT_MS, maxUsd }: RunFields) {
  return { timeoutMs, ...(maxUsd === undefined ? {} : { maxUsd }) };
}
