// A signal that fires when the caller leaves before the answer is whole, so that nobody's query stops running.
import type { FastifyReply } from 'fastify';

export function abortWhenCallerLeaves(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
