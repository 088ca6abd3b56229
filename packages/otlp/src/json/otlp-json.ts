// OTLP/JSON bodies, written again as protobuf.
import { TracelakeError } from '@tracelake/schema';
import type { ByteArena } from '../columns/byte-arena.ts';
import type { DecodeNotes } from '../decode-notes.ts';

export function transcodeOtlpJson(
  _arena: ByteArena,
  _start: number,
  _end: number,
  _notes: DecodeNotes,
): { from: number; to: number } {
  throw new TracelakeError('malformed_body', 'OTLP/JSON cannot be decoded yet');
}
