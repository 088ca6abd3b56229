// Who asks: a signal that fires when the caller leaves before the answer is whole, so that nobody's query stops running, and a name by
// which callers take turns.
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Caller {
  readonly signal: AbortSignal;
  readonly caller: string;
}

export function callerOf(reply: FastifyReply): Caller {
  const controller = new AbortController();
  const leave = (): void => {
    if (!reply.raw.writableFinished) controller.abort();
  };
  if (reply.raw.destroyed) leave();
  else reply.raw.once('close', leave);
  return { signal: controller.signal, caller: callerName(reply.request) };
}

/** An address; on this machine, where all have the same, a connection. */
export function callerName({ ip, socket }: FastifyRequest): string {
  return /^(::ffff:)?127\.|^::1$/.test(ip) ? `${ip}:${socket.remotePort}` : ip;
}
