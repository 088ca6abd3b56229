// Who asks a query, and by which id anyone may cancel it: the caller's own choice, else one that the answer's headers tell.
import { randomUUID } from 'node:crypto';
import { TracelakeError } from '@tracelake/schema';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppServices } from '../app-services.ts';
import { type Caller, callerOf } from '../http/caller.ts';

export const QUERY_ID_HEADER = 'tracelake-query-id';

export interface QueryCaller extends Caller {
  readonly queryId: string;
}

/** It stands in a path of the bucket. */
const ID_FORM = /^[A-Za-z0-9_-]{8,64}$/;

/** Throws `invalid_request` for what is no id. */
export function queryCallerOf({ running }: Pick<AppServices, 'running'>, reply: FastifyReply): QueryCaller {
  const queryId = queryIdOf(reply.request);
  const { signal, caller } = callerOf(reply);
  const query = running.follow(queryId);
  reply.header(QUERY_ID_HEADER, queryId);
  if (reply.raw.destroyed) query.end();
  else reply.raw.once('close', () => query.end());
  return { signal: AbortSignal.any([signal, query.signal]), caller, queryId };
}

/** Whether a query may have been given it. */
export function isQueryId(text: string): boolean {
  return ID_FORM.test(text);
}

function queryIdOf({ headers }: FastifyRequest): string {
  const given = headers[QUERY_ID_HEADER];
  if (given === undefined) return randomUUID();
  if (typeof given === 'string' && isQueryId(given)) return given;
  const value = String(given).slice(0, 100);
  throw new TracelakeError('invalid_request', `${QUERY_ID_HEADER} is no id: ${JSON.stringify(value)}.`, {
    details: { field: QUERY_ID_HEADER, value },
    hint: 'Use 8 to 64 letters, digits, "_" and "-", new for each query and not to be guessed: a UUID.',
  });
}
