// A SQL/JSON path checked before the run: its grammar, and that every variable is passed.
import { type ErrorCode, TracelakeError } from '@tracelake/schema';
import {
  JsonPathSyntaxError,
  JsonPathUnsupportedError,
  parseSqlJsonPath,
  type SqlJsonPath,
} from '../duckdb/scalar/sql-json-path.ts';

/** Throws SYNTAX_ERROR, NOT_SUPPORTED, INVALID_PATH. */
export function checkedPath(path: string, passed: ReadonlySet<string>): void {
  for (const variable of parsed(path).variables) {
    if (passed.has(variable)) continue;
    throw new TracelakeError('INVALID_PATH', `no value passed for parameter ${variable}`, {
      hint: 'A name without quotes in PASSING is in upper case.',
    });
  }
}

function parsed(path: string): SqlJsonPath {
  try {
    return parseSqlJsonPath(path);
  } catch (error) {
    if (error instanceof JsonPathSyntaxError) throw refused('SYNTAX_ERROR', error, path);
    if (error instanceof JsonPathUnsupportedError) throw refused('NOT_SUPPORTED', error, path);
    throw error;
  }
}

function refused(code: ErrorCode, { message }: Error, path: string): TracelakeError {
  return new TracelakeError(code, `${message} in the JSON path '${path}'`, {
    hint: 'A path opens with lax or strict: lax $.a[0]."b c".',
  });
}
