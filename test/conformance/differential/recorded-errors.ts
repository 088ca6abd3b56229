// Which errors a real Trino raised for calls of each function: a column of docs/sql.md.
import { parseRecorded, recordedError } from './recorded-expression.ts';

/** The function of a recorded call, or of the aggregate in a recorded subquery. */
export function calledFunction(expression: string): string | undefined {
  return /^(?:\(SELECT )?([a-z]\w*)\(/.exec(expression)?.[1];
}

/** @param text of recorded/functions.jsonl. Codes that say how it was called, not what the function does, are left out. */
export function recordedErrors(text: string): Map<string, string[]> {
  const errors = new Map<string, Set<string>>();
  for (const recorded of parseRecorded(text)) {
    const [name, code] = [calledFunction(recorded[0]), recordedError(recorded)];
    if (name === undefined || code === undefined || CALLER_ERRORS.has(code)) continue;
    errors.set(name, (errors.get(name) ?? new Set()).add(code));
  }
  return new Map([...errors].map(([name, codes]) => [name, [...codes].sort()]));
}

const CALLER_ERRORS = new Set(['FUNCTION_NOT_FOUND', 'TYPE_MISMATCH', 'SYNTAX_ERROR', 'GENERIC_INTERNAL_ERROR']);
