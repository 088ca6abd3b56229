// Asks the app without a port: routes are called directly, answers stream, and a caller who leaves ends what runs for him.
import { addAbortSignal, type Readable } from 'node:stream';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { callerLeft } from './caller.ts';

export interface PortlessAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Ends with an error when the caller leaves. */
  readonly body: Readable;
}

/**
 * Always gives an answer. The signal is not `inject`'s own: that ends the answer's stream alone, which nobody listens to before its first byte, so the process
 * would end by it; and the query ran on.
 */
export async function askPortless(
  app: FastifyInstance,
  request: InjectOptions,
  signal: AbortSignal,
): Promise<PortlessAnswer> {
  const response = await callerLeft.run(signal, () => app.inject({ ...request, payloadAsStream: true }));
  const body = response.stream();
  // Who reads it hears of it, too.
  body.on('error', () => {});
  addAbortSignal(signal, body);
  return { status: response.statusCode, headers: response.headers, body };
}
