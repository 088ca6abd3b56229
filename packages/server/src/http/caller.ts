// Who asks: a signal that fires when the caller leaves before the answer is whole, so that nobody's query stops running, and a name by
// which callers take turns.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Caller {
  readonly signal: AbortSignal;
  readonly caller: string;
}

/** Of a request that comes by no connection of its own, whose end would tell: fires when who asked has left. */
export const callerLeft = new AsyncLocalStorage<AbortSignal>();

export function callerOf(reply: FastifyReply): Caller {
  const controller = new AbortController();
  const leave = (): void => {
    if (!reply.raw.writableFinished) controller.abort();
  };
  const left = callerLeft.getStore();
  if (reply.raw.destroyed || left?.aborted === true) leave();
  reply.raw.once('close', leave);
  left?.addEventListener('abort', leave, { once: true });
  return { signal: controller.signal, caller: callerName(reply.request) };
}

/** An address; on this machine, where all have the same, a connection. */
export function callerName({ ip, socket }: FastifyRequest): string {
  return /^(::ffff:)?127\.|^::1$/.test(ip) ? `${ip}:${socket.remotePort}` : ip;
}
