// Errors to RFC 9457 problem documents: the one place where a TracelakeError becomes an HTTP answer.
import { ERROR_TABLE, type ErrorCode, isTracelakeError, TracelakeError } from '@tracelake/schema';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/** What the answer says about where it happened. `instance` is the path that was asked. */
export interface ProblemPlace {
  readonly instance: string;
  readonly requestId: string;
}

export function problemOf(error: TracelakeError, place: ProblemPlace): Problem {
  const { status, title } = ERROR_TABLE[error.code];
  return {
    type: `urn:tracelake:error:${error.code}`,
    title,
    status,
    detail: error.message,
    instance: place.instance,
    code: error.code,
    hint: error.hint,
    details: error.details,
    requestId: place.requestId,
  };
}

/** Errors that are not ours become `internal` without a word of what they said: it may name paths or data. */
export function toTracelakeError(error: unknown): TracelakeError {
  if (isTracelakeError(error)) return error;
  return new TracelakeError('internal', 'Something unexpected happened while answering this request.', {
    cause: error,
  });
}

export function retryAfterOf(error: TracelakeError): string | undefined {
  if (!error.retryable) return undefined;
  return String(error.retryAfterSeconds ?? 1);
}
