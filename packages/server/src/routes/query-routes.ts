// GET and DELETE /api/v1/queries: the queries that run, or ran, in the background.
import * as z from 'zod';
import { describeQuery, queryDocumentText } from '../queries/query-description.ts';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import { QUERY_SCHEMA } from '../schemas/query-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const QUERY_PARAMS = z.strictObject({ id: z.string().min(1).max(64) });

export const queryRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/queries',
    {
      schema: {
        summary: 'List background queries, newest first',
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
      const text = queryDocumentText(services.queries.get(request.params.id));
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
    async (request) => describeQuery(services.queries.cancel(request.params.id)),
  );
};
