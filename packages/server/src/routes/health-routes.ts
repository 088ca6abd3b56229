// GET /api/v1/health: is it up, and can it take spans. Answers without a token and says nothing about the data.
import * as z from 'zod';
import { PROBLEM_ANSWERS } from '../schemas/problem-schema.ts';
import type { ApiPlugin } from './api-plugin.ts';

const HEALTH_SCHEMA = z
  .strictObject({
    status: z.enum(['ok', 'failing', 'stopping']).describe('failing: spans cannot be written, queries are answered'),
    version: z.string(),
    instance: z.string().describe('New with each start'),
    trouble: z
      .strictObject({ code: z.string(), title: z.string(), hint: z.string() })
      .nullable()
      .describe('What keeps spans from being written; null when all is well'),
    otlpUrl: z.string().nullable().describe('Where this server takes spans; null where it takes none'),
  })
  .describe('Health');

export const healthRoutes: ApiPlugin = async (app, { services }) => {
  app.get(
    '/api/v1/health',
    {
      config: { public: true },
      schema: {
        summary: 'Whether the server is up and can take spans',
        response: { 200: HEALTH_SCHEMA, 503: HEALTH_SCHEMA, ...PROBLEM_ANSWERS },
      },
    },
    async (_request, reply) => {
      const health = services.health();
      reply.code(health.status === 'ok' ? 200 : 503);
      return { ...health, otlpUrl: services.otlpUrl() };
    },
  );
};
