// The API as a Fastify app over given services: guard, validation, routes, problem answers. It opens nothing itself.
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AppServices } from './app-services.ts';
import { accessGuard } from './http/access-guard.ts';
import { jsonBodies } from './http/json-bodies.ts';
import { toTracelakeError } from './http/problem.ts';
import { fromFramework, problemAnswers, sendProblem, unreadProblem } from './http/problem-answers.ts';
import { originForm } from './http/request-target.ts';
import { validateRequest } from './http/request-validation.ts';
import { closeIfSending, restOfBody } from './http/rest-of-body.ts';
import { answerUnread, unreadError } from './http/unread-request.ts';
import { registerRoutes } from './routes/register-routes.ts';

/** A query's text is the largest thing that is sent here. */
const BODY_LIMIT_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const REQUEST_TIMES = { headersTimeoutMs: REQUEST_TIMEOUT_MS, requestTimeoutMs: REQUEST_TIMEOUT_MS };
const NO_HTTP_HINT = 'Send HTTP/1.1; GET /api/v1/openapi.json lists the paths.';

export async function createApp(services: AppServices): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    rewriteUrl: (request) => originForm(request.url ?? '/'),
    // Ends kept-alive connections that wait for their next request when the server stops.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 4096 },
    clientErrorHandler: (error, socket) =>
      answerUnread(error, socket, () => unreadProblem(unreadError(error, REQUEST_TIMES, NO_HTTP_HINT))),
    frameworkErrors: (error, request, reply) => {
      // No hook runs for these.
      closeIfSending(request.raw, reply);
      sendProblem(request, reply, fromFramework(error) ?? toTracelakeError(error));
    },
  });
  app.setValidatorCompiler(validateRequest);
  // Answers are ours and checked by tests against the OpenAPI document; checking each again would cost rows their speed.
  app.setSerializerCompiler(() => JSON.stringify);
  await app.register(restOfBody);
  await app.register(accessGuard, { rules: services.rules });
  await app.register(problemAnswers, { log: services.log });
  await app.register(jsonBodies);
  await app.register(registerRoutes, { services });
  await app.ready();
  return app;
}
