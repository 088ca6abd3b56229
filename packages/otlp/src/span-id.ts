// What a valid trace or span id is: W3C trace context, and the comments of OTLP's Span message.
import type { ByteSource } from './bytes/byte-source.ts';

export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

export function isAllZero(source: ByteSource, position: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (source.bytes[position + i] !== 0) return false;
  return true;
}

/** Of the right length, and not all zeros. */
export function isValidId(source: ByteSource, position: number, length: number, expected: number): boolean {
  return length === expected && !isAllZero(source, position, length);
}

/** What is wrong with an id that is not valid. */
export function idProblem(length: number, expected: number): string {
  if (length === expected) return `it is ${expected} zero bytes; at least one must not be zero`;
  return `it has ${length} bytes; ${expected} are needed`;
}
