// Host, Origin and token checks in front of every route of the API, unknown paths included.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { authorizationOf } from '../access/session-cookie.ts';
import { type AccessRules, checkHost, checkOrigin, checkToken } from './access-rules.ts';

export interface AccessGuardOptions {
  readonly rules: AccessRules;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without a token: says nothing about the data. */
    readonly public?: boolean;
  }
}

export const accessGuard = fastifyPlugin<AccessGuardOptions>(async (app: FastifyInstance, { rules }) => {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    checkHost(rules, request.headers.host);
    const origin = checkOrigin(rules, request.headers.origin, request.headers.host);
    if (origin !== null) {
      reply.headers({ 'access-control-allow-origin': origin, vary: 'Origin' });
      reply.header('access-control-expose-headers', 'tracelake-query-id');
    }
    if (isPreflight(request) && origin !== null) return reply.code(204).headers(PREFLIGHT_HEADERS).send();
    if (request.routeOptions.config.public !== true) checkToken(rules, authorizationOf(request));
  });
});

const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-headers':
    'content-type, accept, authorization, prefer, if-match, if-none-match, tracelake-query-id',
  'access-control-max-age': '7200',
};

function isPreflight(request: FastifyRequest): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}
