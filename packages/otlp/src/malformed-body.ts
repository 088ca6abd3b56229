// What a body that cannot be decoded ends with.
import { TracelakeError } from '@tracelake/schema';

/** Arrays and key-value lists inside each other. */
export const MAX_VALUE_DEPTH = 32;

/** A span that sends an attribute of its resource itself needs a copy of the resource's map; this bounds the copies of one body. */
export const MAX_COPIED_ENTRIES = 1_000_000;

/** `offset`: bytes from the start of the body. */
export function malformedBody(offset: number, problem: string, details: Record<string, unknown> = {}): TracelakeError {
  return new TracelakeError('malformed_body', `${problem}, at byte ${offset} of the body`, {
    details: { offset, ...details },
  });
}

/** A value nested deeper than MAX_VALUE_DEPTH. */
export function valueTooDeep(offset: number): TracelakeError {
  return malformedBody(offset, `an attribute value is nested more than ${MAX_VALUE_DEPTH} levels deep`, {
    limit: MAX_VALUE_DEPTH,
  });
}
