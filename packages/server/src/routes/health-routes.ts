// GET /api/v1/health: is it up. Answers without a token and says nothing about the data.
import * as z from 'zod';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const HEALTH_SCHEMA = z
  .strictObject({
    status: z.enum(['ok', 'stopping']),
    version: z.string(),
    instance: z.string().describe('New with each start'),
  })
  .describe('Health');

export const healthRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/health',
    {
      config: { public: true },
      schema: {
        summary: 'Whether the server is up',
        response: { 200: HEALTH_SCHEMA, 503: HEALTH_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (_request, reply) => {
      const health = services.health();
      reply.code(health.status === 'ok' ? 200 : 503);
      return health;
    },
  );
};
