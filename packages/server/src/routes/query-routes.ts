// GET and DELETE /api/v1/queries: the queries that run, or ran, in the background; DELETE ends those whose answers are waited for, too.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { AppServices } from '../app-services.ts';
import { callerOf } from '../http/caller.ts';
import { requestProblem } from '../http/problem-answers.ts';
import { isQueryId } from '../queries/query-caller.ts';
import { describeQuery, queryDocumentText } from '../queries/query-description.ts';
import type { StoredQuery } from '../queries/query-store.ts';
import { asStoredQuery, startedResult } from '../queries/started-queries.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { CANCELING_SCHEMA, QUERY_SCHEMA } from '../schemas/query-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const QUERY_PARAMS = z.strictObject({ id: z.string().min(1).max(64) });

export const queryRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/queries',
    {
      schema: {
        summary: 'List background queries of this server, newest first',
        description: 'Those that Athena runs are known by their id alone.',
        response: { 200: z.strictObject({ queries: z.array(QUERY_SCHEMA) }), ...PROBLEM_ANSWERS },
      },
    },
    async () => ({ queries: services.queries.list().map(describeQuery) }),
  );

  app.get(
    '/api/v1/queries/:id',
    {
      schema: {
        summary: 'State of a background query, and its result once it has one',
        params: QUERY_PARAMS,
        response: { 200: QUERY_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const text = queryDocumentText(await queryWithResult(services, request, reply));
      return reply
        .type('application/json; charset=utf-8')
        .serializer(String)
        .send(text as never);
    },
  );

  app.delete(
    '/api/v1/queries/:id',
    {
      schema: {
        summary: 'Cancel a query',
        description:
          'A background query by its id. A query whose answer is waited for by its tracelake-query-id, a header of the request or else of the answer: it ends with query_canceled. In a deployed lake any process takes it, and the one that runs the query hears of it within two seconds; nobody knows there whether it runs, so the answer is 202 as well where it does not.',
        params: QUERY_PARAMS,
        response: { 200: QUERY_SCHEMA, 202: CANCELING_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (services.queries.has(id)) return describeQuery(services.queries.cancel(id));
      const started = await cancelStarted(services, request, reply);
      if (started !== null) return describeQuery(started);
      if (!isQueryId(id)) return describeQuery(services.queries.get(id));
      await services.running.cancel(id);
      reply.code(202);
      return { id, status: 'canceling' as const };
    },
  );
};

/** `null` where Athena does not know it. */
async function cancelStarted(
  { reads }: AppServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StoredQuery | null> {
  if (!reads.canStart) return null;
  const { id } = request.params as { readonly id: string };
  const { signal } = callerOf(reply);
  try {
    await (await reads.started(id, signal)).cancel();
    return asStoredQuery(await reads.started(id, signal), problemsOf(request));
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'query_not_found') return null;
    throw error;
  }
}

/** What is not, Athena may know. */
function isStoredHere({ queries, reads }: AppServices, id: string): boolean {
  return queries.has(id) || !reads.canStart;
}

/** Throws `query_not_found`. */
async function queryWithResult(
  services: AppServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StoredQuery> {
  const { id } = request.params as { readonly id: string };
  if (isStoredHere(services, id)) return services.queries.get(id);
  const started = await services.reads.started(id, callerOf(reply).signal);
  const query = asStoredQuery(started, problemsOf(request));
  return query.status === 'succeeded' ? { ...query, result: await startedResult(started) } : query;
}

function problemsOf(request: FastifyRequest) {
  return (error: TracelakeError) => requestProblem(request, error);
}
