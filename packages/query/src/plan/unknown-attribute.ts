// What to tell who asks for an attribute that no file has: that there are no files yet, or that some are left out, which may have it.
import { ERROR_TABLE, isTracelakeError, TracelakeError } from '@tracelake/schema';
import type { PlanInput } from './query-plan.ts';

/** The error of a translation, with a hint of the lake where it is of an attribute. */
export function withLakeHint(error: unknown, { files, leftOut = [] }: PlanInput): unknown {
  if (!isTracelakeError(error) || error.code !== 'COLUMN_NOT_FOUND') return error;
  // Aliases, units of time and columns of other relations have nothing to do with what was sent.
  const { suggestions } = error.details;
  if (!Array.isArray(suggestions)) return error;
  if (leftOut.length > 0) {
    const others = leftOut.length > 1 ? ` So are others: ${leftOut.length - 1}.` : '';
    return withHint(error, `It may be an attribute of spans that are left out: ${leftOut[0]}${others}`, { leftOut });
  }
  // In a lake without a span every attribute is unknown: unless a column is near, that is what a newcomer must hear.
  if (files.length > 0 || suggestions.length > 0) return error;
  return withHint(error, 'There is no span to ask yet; attributes are known a second or two after they were sent.');
}

function withHint(error: TracelakeError, ofLake: string, details: Readonly<Record<string, unknown>> = {}): unknown {
  const { hint } = error;
  const isUsual = hint === ERROR_TABLE.COLUMN_NOT_FOUND.hint;
  if (!isUsual && !hint?.startsWith('A text stands')) return error;
  return new TracelakeError(error.code, error.message, {
    details: { ...error.details, ...details },
    hint: isUsual ? ofLake : `${ofLake} ${hint}`,
    cause: error,
  });
}
