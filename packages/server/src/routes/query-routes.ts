// GET and DELETE /api/v1/queries: the queries that run, or ran, in the background.
import type { TracelakeError } from '@tracelake/schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { AppServices } from '../app-services.ts';
import { callerOf } from '../http/caller.ts';
import { requestProblem } from '../http/problem-answers.ts';
import { describeQuery, queryDocumentText } from '../queries/query-description.ts';
import type { StoredQuery } from '../queries/query-store.ts';
import { asStoredQuery, startedResult } from '../queries/started-queries.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { QUERY_SCHEMA } from '../schemas/query-schema.ts';
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
        summary: 'Cancel a background query',
        params: QUERY_PARAMS,
        response: { 200: QUERY_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (isStoredHere(services, id)) return describeQuery(services.queries.cancel(id));
      const { signal } = callerOf(reply);
      await (await services.reads.started(id, signal)).cancel();
      return describeQuery(asStoredQuery(await services.reads.started(id, signal), problemsOf(request)));
    },
  );
};

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
