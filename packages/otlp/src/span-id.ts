// What a valid trace or span id is: W3C trace context, and the comments of OTLP's Span message.
import type { ByteSource } from './bytes/byte-source.ts';
import { bytesOfHex } from './json/encoded-bytes.ts';

export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;
const SHOWN_ID_CHARACTERS = 40;

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

/** What is wrong with an id that is not written as hexadecimal. */
export function idTextProblem(text: string): string {
  if (text.length % 2 !== 0 && bytesOfHex(`${text}0`) !== null)
    return `it has ${text.length} hexadecimal digits, an odd number`;
  const shown = text.length > SHOWN_ID_CHARACTERS ? `${text.slice(0, SHOWN_ID_CHARACTERS)}…` : text;
  return `it is not hexadecimal: ${JSON.stringify(shown)}`;
}

/** traceId → trace_id. */
export function columnNameOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
