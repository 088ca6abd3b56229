// Trino's errors as ours: its own code where the table has it, and the place in the user's text.

import type { CopiedText } from '@tracelake/query';
import { positionInUserText } from '@tracelake/query';
import { type ErrorCode, isErrorCode, TracelakeError } from '@tracelake/schema';
import type { PageError } from './trino-page.ts';

/** What a Trino that is just starting says to queries: it is asked again. */
export const NOT_YET = new Set(['SERVER_STARTING_UP', 'NO_NODES_AVAILABLE']);

const CODES: Readonly<Record<string, ErrorCode>> = {
  USER_CANCELED: 'query_canceled',
  ADMINISTRATIVELY_KILLED: 'query_canceled',
  ABANDONED_QUERY: 'query_canceled',
  EXCEEDED_TIME_LIMIT: 'query_timeout',
  EXCEEDED_CPU_LIMIT: 'query_timeout',
  EXCEEDED_GLOBAL_MEMORY_LIMIT: 'query_memory',
  EXCEEDED_LOCAL_MEMORY_LIMIT: 'query_memory',
  CLUSTER_OUT_OF_MEMORY: 'query_memory',
  EXCEEDED_FUNCTION_MEMORY_LIMIT: 'query_memory',
  QUERY_QUEUE_FULL: 'too_many_queries',
  QUERY_REJECTED: 'too_many_queries',
  QUERY_TEXT_TOO_LARGE: 'query_too_large',
  STACK_OVERFLOW: 'query_too_deep',
  // Not the user's doing: the engine was given the wrong names.
  CATALOG_NOT_FOUND: 'engine_failed',
  SCHEMA_NOT_FOUND: 'engine_failed',
};

/** @param copied which stretches of `sql` are the user's own text */
export function trinoError(error: PageError, sql: string, copied: CopiedText | undefined): TracelakeError {
  const { errorName, errorType, errorLocation } = error;
  const message = error.message.replace(/^line \d+:\d+: /, '');
  const place = errorLocation && userPlace(errorLocation, sql, copied);
  const details = { trinoCode: errorName, ...place };
  const shown = place === undefined ? message : `line ${place.line}:${place.column}: ${message}`;
  return new TracelakeError(codeOf(errorName, errorType), shown, { details });
}

function userPlace(
  { lineNumber: line, columnNumber: column }: NonNullable<PageError['errorLocation']>,
  sql: string,
  copied: CopiedText | undefined,
): { readonly line: number; readonly column: number } | undefined {
  return copied === undefined ? { line, column } : positionInUserText(copied, sql, { line, column });
}

function codeOf(errorName: string, errorType: PageError['errorType']): ErrorCode {
  if (CODES[errorName] !== undefined) return CODES[errorName];
  if (isErrorCode(errorName)) return errorName;
  return errorType === 'USER_ERROR' ? 'GENERIC_USER_ERROR' : 'engine_failed';
}
