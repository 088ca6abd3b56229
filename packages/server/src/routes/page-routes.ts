// GET everything but the API: the page's files, and for every address of one of its views the page itself.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageAnswer } from '../page/page-answer.ts';
import type { ApiPlugin } from './api-plugin.ts';

export const pageRoutes: ApiPlugin = async (app, { services }) => {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const found = pageAnswer(services.page, request);
    if (found === null) return reply.callNotFound();
    return reply.headers(found.headers).send(await found.read());
  };
  const options = { schema: { hide: true }, config: { public: true } };
  app.get('/', options, answer);
  app.get('/*', options, answer);
  // Nothing is there, which who has no token is not told.
  app.get('/api/*', { schema: { hide: true } }, async (_request, reply) => reply.callNotFound());
};
