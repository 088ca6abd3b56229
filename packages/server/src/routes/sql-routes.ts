// POST /api/v1/sql, /api/v1/sql/explain and /api/v1/sql/check: a query and its result in the form the caller accepts.
import { Readable } from 'node:stream';
import { athenaUsd } from '@tracelake/engine';
import { encodeQuery, plainStatement, type ResultColumn } from '@tracelake/query';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import type { AppServices } from '../app-services.ts';
import { callerName, callerOf } from '../http/caller.ts';
import { requestProblem } from '../http/problem-answers.ts';
import { startInBackground } from '../queries/background-query.ts';
import { queryCallerOf } from '../queries/query-caller.ts';
import { describeQuery } from '../queries/query-description.ts';
import type { StoredQuery } from '../queries/query-store.ts';
import type { SqlQuery } from '../reads/lake-reads.ts';
import { arrowResult } from '../results/arrow-result.ts';
import { csvResult } from '../results/csv-result.ts';
import { collectJsonResult, jsonResultText, MAX_JSON_RESULT_BYTES } from '../results/json-result.ts';
import { ndjsonResult } from '../results/ndjson-result.ts';
import { columnHeaders, type QueryResult } from '../results/query-result.ts';
import { RESULT_FORMS, RESULT_MEDIA_TYPES, type ResultForm, resultFormOf } from '../results/result-form.ts';
import { EXPLANATION_SCHEMA } from '../schemas/explanation-schema.ts';
import { PROBLEM_ANSWERS, PROBLEM_SCHEMA } from '../schemas/problem-schema.ts';
import { QUERY_SCHEMA } from '../schemas/query-schema.ts';
import { RESULT_SCHEMA } from '../schemas/result-schema.ts';
import { DUPLICATES_SCHEMA, ENGINE_SCHEMA, MAX_USD_SCHEMA } from '../schemas/run-schema.ts';
import { END_SCHEMA, START_SCHEMA } from '../schemas/time-schema.ts';
import { parseTimeRange } from '../time-range.ts';
import type { ApiPlugin } from './api-plugin.ts';
import { checkedQuestion } from './checked-question.ts';

const DEFAULT_ROW_LIMIT = 10_000;
const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_TIMEOUT_MS = 900_000;

const SQL_BODY = z
  .strictObject({
    sql: z.string().min(1).describe('One SELECT in Trino SQL over spans'),
    start: START_SCHEMA,
    end: END_SCHEMA,
    limit: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe(
        `Rows after which the result is cut. Default: ${DEFAULT_ROW_LIMIT} as JSON, none for the streamed forms.`,
      ),
    timeoutMs: z
      .int()
      .min(1)
      .max(MAX_TIMEOUT_MS)
      .default(DEFAULT_TIMEOUT_MS)
      .describe('Not of what Athena runs in the background: that ends by its own limits, or by DELETE'),
    engine: ENGINE_SCHEMA.default('auto'),
    duplicates: DUPLICATES_SCHEMA,
    maxUsd: MAX_USD_SCHEMA,
  })
  .describe('A query');

const SQL_QUERYSTRING = z.strictObject({
  format: z.enum(RESULT_FORMS).optional().describe('The form of the answer, whatever Accept says'),
  trailer: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      'CSV: end with a comment line that says the stream is whole. Arrow: end with the HTTP trailer tracelake-result, complete or truncated (by limit)',
    ),
});

type SqlBody = z.output<typeof SQL_BODY>;

const TEXT = { schema: z.string() };

export const sqlRoutes: ApiPlugin = async (app, { services }) => {
  app.post(
    '/api/v1/sql',
    {
      schema: {
        summary: 'Run a query',
        description:
          'The answer is JSON, or NDJSON, CSV or Arrow by ?format= or Accept. NDJSON ends with a line {"stats":…} or {"error":…}; a result with one column of such a name calls it stats_2 or error_2 there. With "Prefer: respond-async" the answer is 202 and the query runs in the background; a deployed lake passes that over where Athena is not to run it.',
        body: SQL_BODY,
        querystring: SQL_QUERYSTRING,
        response: {
          200: {
            description: 'The result',
            content: {
              [RESULT_MEDIA_TYPES.json]: { schema: RESULT_SCHEMA },
              [RESULT_MEDIA_TYPES.ndjson]: TEXT,
              [RESULT_MEDIA_TYPES.csv]: TEXT,
              [RESULT_MEDIA_TYPES.arrow]: TEXT,
            },
          },
          202: QUERY_SCHEMA,
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const query = sqlQueryOf(services, body);
      const toProblem = (error: unknown) => requestProblem(request, error);
      if (prefersAsync(request.headers['prefer'])) {
        const options = { ...runOptions(body, body.limit ?? DEFAULT_ROW_LIMIT), ...callerOf(reply) };
        const started = await startInBackground(services, query, options, toProblem);
        if (started !== undefined) return accepted(reply, started);
      }
      const form = request.query.format ?? resultFormOf(request.headers.accept);
      const rowLimit = body.limit ?? (form === 'json' ? DEFAULT_ROW_LIMIT : Number.MAX_SAFE_INTEGER);
      const options = { ...runOptions(body, rowLimit), ...queryCallerOf(services, reply) };
      const result = await services.reads.sql(query, options);
      return sendResult(reply, form, result, request.query.trailer === 'true', toProblem);
    },
  );

  app.post(
    '/api/v1/sql/explain',
    {
      schema: {
        summary: 'Show how a query would run, without running it',
        body: SQL_BODY,
        response: { 200: EXPLANATION_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    (request) => explained(services, request.body, callerName(request)),
  );

  app.post(
    '/api/v1/sql/check',
    {
      schema: {
        summary: 'Say what is wrong with a query, or how it would run',
        description: 'For whoever asks while it is written: a statement that is wrong is no failed request.',
        body: SQL_BODY,
        response: {
          200: z.strictObject({ problem: PROBLEM_SCHEMA.nullable(), explanation: EXPLANATION_SCHEMA.nullable() }),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    (request) => checkedQuestion(request, () => explained(services, request.body, callerName(request))),
  );
};

async function explained(
  services: AppServices,
  body: SqlBody,
  caller: string,
): Promise<z.output<typeof EXPLANATION_SCHEMA>> {
  const options = { timeoutMs: body.timeoutMs, rowLimit: DEFAULT_ROW_LIMIT, caller };
  const query = sqlQueryOf(services, body);
  const plan = await services.reads.explain(query, options);
  const { leftOut = [], columnsRead = [], bounds = [], advice = [] } = plan.scan ?? {};
  return {
    columns: columnHeaders(plan.columns),
    ...plainForm(query, plan.columns),
    files: plan.files.map(({ path, tier, rows, sizeBytes }) => ({ path, tier, rows, sizeBytes })),
    leftOut: [...leftOut],
    columnsRead: columnsRead.map((column) => ({ ...column, usedFor: [...column.usedFor] })),
    bounds: [...bounds],
    sql: { duckdb: plan.duckdb.sql, trino: plan.trino.sql },
    estimatedBytes: plan.estimatedBytes,
    engine: plan.engine,
    estimatedUsd: { duckdb: 0, athena: athenaUsd(plan.estimatedAthenaBytes) },
    notes: [...new Set([...plan.notes, ...advice])],
  };
}

/** What Explore makes of it. */
function plainForm(
  { sql, range }: Pick<SqlQuery, 'sql' | 'range'>,
  columns: readonly ResultColumn[],
): { fields: (string | null)[]; url: string | null } {
  const { fields, query } = plainStatement(sql, range);
  return {
    fields: columns.map(({ name }, at) => (fields === '*' ? name : (fields[at] ?? null))),
    url: query === null ? null : encodeQuery(query),
  };
}

/** Throws `invalid_time`. */
function sqlQueryOf(services: AppServices, body: SqlBody): SqlQuery {
  const { sql, duplicates, engine } = body;
  return { sql, range: parseTimeRange(body, services.clock.nowUnixNano()), duplicates, engine };
}

function runOptions({ timeoutMs, maxUsd }: SqlBody, rowLimit: number) {
  return { timeoutMs, rowLimit, ...(maxUsd === undefined ? {} : { maxUsd }) };
}

function accepted(reply: FastifyReply, query: StoredQuery) {
  reply.code(202).headers({ location: `/api/v1/queries/${query.id}`, 'preference-applied': 'respond-async' });
  return describeQuery(query);
}

function prefersAsync(prefer: string | string[] | undefined): boolean {
  return [prefer ?? ''].flat().some((text) => text.split(/[,;]/).some((part) => part.trim() === 'respond-async'));
}

async function sendResult(
  reply: FastifyReply,
  form: ResultForm,
  result: QueryResult,
  trailer: boolean,
  toProblem: Parameters<typeof ndjsonResult>[1],
): Promise<FastifyReply> {
  if (form === 'json') {
    const text = jsonResultText(await collectJsonResult(result, MAX_JSON_RESULT_BYTES));
    return reply.type('application/json; charset=utf-8').serializer(String).send(text);
  }
  reply.type(form === 'csv' ? `${RESULT_MEDIA_TYPES.csv}; charset=utf-8; header=present` : RESULT_MEDIA_TYPES[form]);
  if (form === 'arrow' && trailer) {
    // Arrow's end marker says that all was sent that was asked for; that there was more has no place in the format.
    reply.trailer('tracelake-result', async () => (result.truncated() ? 'truncated' : 'complete'));
  }
  if (form === 'arrow') return reply.send(Readable.from(arrowResult(result)));
  const lines = form === 'ndjson' ? ndjsonResult(result, toProblem) : csvResult(result, trailer, toProblem);
  return reply.send(Readable.from(lines));
}
