// Bodies that hold a question: the query package reads it, for the page and the CLI too; what belongs to the run is read here.
import type { FastifySchemaCompiler } from 'fastify';
import { validateRequest } from '../http/request-validation.ts';
import type { SqlQuery } from '../reads/lake-reads.ts';
import { RUN_SCHEMA } from '../schemas/structured-query-schema.ts';

export interface RunFields {
  readonly timeoutMs?: number;
  readonly duplicates?: 'exact' | 'fast' | undefined;
  readonly engine?: SqlQuery['engine'];
  readonly maxUsd?: number | undefined;
}

export interface ReadBody<T> extends RunFields {
  readonly question: T;
}

/** @param read throws TracelakeError; what it is given has none of the run's members */
export const readBody =
  <T>(read: (question: unknown) => T): FastifySchemaCompiler<unknown> =>
  () =>
  (data: unknown) => {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return { error: bodyError(data) };
    const { timeoutMs, duplicates, engine, maxUsd, ...question } = data as Record<string, unknown>;
    const run = Object.entries({ timeoutMs, duplicates, engine, maxUsd }).filter(([, value]) => value !== undefined);
    const checked = checkRun(Object.fromEntries(run));
    if ('error' in checked) return checked;
    try {
      return { value: { ...checked.value, question: read(question) } };
    } catch (error) {
      return { error: error as Error };
    }
  };

const checkRun = validateRequest({ schema: RUN_SCHEMA, method: 'POST', url: '', httpPart: 'body' }) as (
  data: unknown,
) => { value: RunFields } | { error: Error };

function bodyError(data: unknown): Error {
  const checked = checkRun(data);
  return 'error' in checked ? checked.error : new Error('The body is no object');
}
