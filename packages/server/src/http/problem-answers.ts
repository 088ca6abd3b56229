// Every error of the API leaves here, as problem+json: ours, Fastify's own, unknown paths and wrong methods.
import { randomUUID } from 'node:crypto';
import { type ErrorCode, isTracelakeError, TracelakeError } from '@tracelake/schema';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { ServerLog } from '../server-log.ts';
import { PROBLEM_MEDIA_TYPE, type Problem, problemOf, retryAfterOf, toTracelakeError } from './problem.ts';
import type { UnreadAnswer } from './unread-request.ts';

interface FrameworkError {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
}

interface RouteEntry {
  readonly method: string;
  readonly pattern: RegExp;
}

/** Fastify's own refusals by their code. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
};

export interface ProblemAnswersOptions {
  readonly log: ServerLog;
}

/** Register before the routes: it notes them to tell a wrong method from a wrong path. */
export const problemAnswers = fastifyPlugin<ProblemAnswersOptions>(async (app: FastifyInstance, { log }) => {
  const routes: RouteEntry[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });

  app.setErrorHandler(async (error, request, reply) => {
    const known = fromFramework(error as FrameworkError) ?? toTracelakeError(error);
    if (known.code === 'internal') {
      log('error', 'A request failed unexpectedly.', {
        requestId: request.id,
        path: pathOf(request),
        cause: known.cause instanceof Error ? known.cause.stack : String(known.cause),
      });
    }
    return sendProblem(request, reply, known);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const allowed = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
    // A route may find that it has nothing: then the method was right.
    const isWrongMethod = allowed.length > 0 && !allowed.includes(request.method);
    return sendProblem(request, reply, isWrongMethod ? wrongMethod(request, path, allowed) : nothingThere(path));
  });
});

export function requestProblem(request: FastifyRequest, error: unknown): Problem {
  return problemOf(toTracelakeError(error), { instance: pathOf(request), requestId: request.id });
}

/** Answers where no handler is reached, too: a URL that cannot be decoded. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: TracelakeError): FastifyReply {
  const problem = requestProblem(request, error);
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  if (error.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (error.code === 'method_not_allowed') reply.header('allow', (error.details['allowed'] as string[]).join(', '));
  return reply.code(problem.status).header('content-type', PROBLEM_MEDIA_TYPE).serializer(JSON.stringify).send(problem);
}

/** For what never became a request, and so has neither path nor id of one. */
export function unreadProblem(error: TracelakeError): UnreadAnswer {
  const problem = problemOf(error, { instance: '', requestId: randomUUID() });
  const body = Buffer.from(JSON.stringify(problem));
  return { status: problem.status, headers: { 'content-type': PROBLEM_MEDIA_TYPE }, body };
}

export function fromFramework(error: FrameworkError): TracelakeError | undefined {
  if (isTracelakeError(error) || error.statusCode === undefined || error.statusCode >= 500) return undefined;
  const code = FRAMEWORK_CODES[error.code ?? ''] ?? 'invalid_request';
  if (code === 'unsupported_media_type') {
    return new TracelakeError(code, `${error.message}.`, { hint: 'Send the body as application/json.' });
  }
  if (code === 'body_too_large') return new TracelakeError(code, `${error.message}; the limit is 1 MiB.`);
  return new TracelakeError(code, `The request cannot be read: ${error.message}.`);
}

function wrongMethod(request: FastifyRequest, path: string, allowed: readonly string[]): TracelakeError {
  const message = `${request.method} does not fit ${path}; use ${allowed.join(' or ')}.`;
  return new TracelakeError('method_not_allowed', message, { details: { method: request.method, allowed } });
}

function nothingThere(path: string): TracelakeError {
  return new TracelakeError('not_found', `There is nothing at ${path.slice(0, 200)}.`, {
    details: { path: path.slice(0, 200) },
  });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0];
}
