// Answers of the API that come before their request's body was read (a refusal, a GET with a body): what is still sent is taken and thrown
// away first, so that its sender reads why; where it is too much, or comes in tiny pieces, the connection ends behind the answer.
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { type DrainLimits, drainedBody } from './drained-body.ts';
import { isLeftUnread } from './piece-limit.ts';

/** Of a body of 100 MB, all; whoever sends for longer has his answer before his request's time is over. */
const UNREAD: DrainLimits = { maxBytes: 256 * 1024 * 1024, maxMs: 10_000, quietMs: 1_000 };

export const restOfBody = fastifyPlugin(async (app: FastifyInstance) => {
  app.addHook('onSend', async ({ raw }, reply) => {
    if (mayStillSend(raw) && !isLeftUnread(raw)) await drainedBody(raw, UNREAD);
    closeIfSending(raw, reply);
  });
});

/** Left to itself Node reads on behind the answer, whatever comes: 200,000 chunks of one byte took half a second of everybody's time. */
export function closeIfSending(request: IncomingMessage, reply: FastifyReply): void {
  if (mayStillSend(request)) reply.header('connection', 'close');
}

function mayStillSend(request: IncomingMessage): boolean {
  return hasBody(request) && !isOver(request);
}

/** Behind a function's address there is no connection, only a stream of the body. */
function isOver(request: IncomingMessage): boolean {
  return request.complete || request.readableEnded;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
