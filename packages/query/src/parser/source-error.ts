// Errors that say where in the user's text: Trino's form, `line 1:8: Column 'x' cannot be resolved`.
import { type ErrorCode, isTracelakeError, TracelakeError, type TracelakeErrorOptions } from '@tracelake/schema';
import type { ParserRuleContext, Token } from './trino-grammar.ts';

export interface SourcePosition {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export function positionOf(place: ParserRuleContext | Token): SourcePosition {
  const token = 'start' in place && typeof place.start === 'object' ? place.start! : (place as Token);
  return { line: token.line, column: token.column + 1 };
}

export function sourceError(
  place: ParserRuleContext | Token,
  code: ErrorCode,
  message: string,
  options: TracelakeErrorOptions = {},
): TracelakeError {
  return errorAt(positionOf(place), code, message, options);
}

export function errorAt(
  { line, column }: SourcePosition,
  code: ErrorCode,
  message: string,
  options: TracelakeErrorOptions = {},
): TracelakeError {
  const details = { line, column, ...options.details };
  return new TracelakeError(code, `line ${line}:${column}: ${message}`, { ...options, details });
}

/** Runs what knows nothing of the text, and gives its errors the place. */
export function locateErrors<T>(place: ParserRuleContext | Token, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!isTracelakeError(error) || error.details['line'] !== undefined) throw error;
    throw sourceError(place, error.code, error.message, { details: error.details, hint: error.hint, cause: error });
  }
}
