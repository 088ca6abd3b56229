// The seam between what decodes bodies and what stores them: the lake does not know OTLP, the decoder does not know disks.
import type { ColumnBatch } from './column-batch.ts';

/** How a logged body is written. The number is stored in the log: never change one. */
export const BODY_FORMATS = { otlpProtobuf: 0, otlpJson: 1 } as const;

export type BodyFormat = keyof typeof BODY_FORMATS;

export interface DecodeResult {
  /** Rows added. */
  readonly rows: number;
  /** Rows of the body that were left out (a wrong id, say); decoding the same bytes again leaves out the same. */
  readonly rejected: number;
  /** Why rows were left out, or what was odd about rows that were kept; empty when all was well. */
  readonly message: string;
}

/** Decodes bodies that lie in one segment into one growing batch. */
export interface BatchDecoder {
  /**
   * Adds the rows of `segment[start, end)`.
   * Throws TracelakeError `malformed_body`, or `body_too_large` for one that becomes too many rows and values; then nothing of this body is in the batch.
   */
  decode(start: number, end: number, format: BodyFormat): DecodeResult;
  readonly rows: number;
  /** How much there is to write, which bytes and rows do not say: cells, entries of maps, elements of lists. */
  readonly values: number;
  /** It has met so many names that further bodies would cost more time than with a decoder that has met none. */
  readonly isCrowded: boolean;
  /** The rows so far as buffers; valid until the next `decode` or `clear`. */
  batch(): ColumnBatch;
  /** Forgets every row; further bodies lie in `segment`, which left out is the same again, from its start. Memory is used again. */
  clear(segment?: Uint8Array): void;
}

export interface BatchDecoderOptions {
  /** Nobody was told that these bodies are stored: one that would keep others waiting is refused. What lies in a log decodes whatever it costs. */
  readonly forNewBodies?: boolean;
}

/** `segment` may be a view of a SharedArrayBuffer. */
export type BatchDecoderFactory = (segment: Uint8Array, options?: BatchDecoderOptions) => BatchDecoder;
