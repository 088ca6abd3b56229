// Shared by the decoder's tests: bodies into a fresh decoder, rows out.
import type { BodyFormat, DecodeResult } from '@tracelake/schema';
import {
  type BatchRow,
  batchToRows,
  encodeOtlpJson,
  encodeOtlpProtobuf,
  type OtlpTraceRequest,
} from '@tracelake/testkit';
import { createOtlpDecoder, type OtlpDecoderOptions } from '../src/index.ts';

export interface Decoded {
  readonly rows: BatchRow[];
  readonly results: DecodeResult[];
}

/** Decodes the bodies one after the other out of one shared segment, with strange bytes between them. */
export function decodeBodies(
  bodies: readonly Uint8Array[],
  format: BodyFormat,
  options: OtlpDecoderOptions = {},
): Decoded {
  const gap = 3;
  const size = bodies.reduce((total, body) => total + body.length + gap, gap);
  const segment = new Uint8Array(new SharedArrayBuffer(size)).fill(0xff);
  const decoder = createOtlpDecoder(segment, options);
  let position = gap;
  const results = bodies.map((body) => {
    segment.set(body, position);
    const result = decoder.decode(position, position + body.length, format);
    position += body.length + gap;
    return result;
  });
  return { rows: batchToRows(decoder.batch()), results };
}

export function decodeProtobuf(request: OtlpTraceRequest, options: OtlpDecoderOptions = {}): Decoded {
  return decodeBodies([encodeOtlpProtobuf(request)], 'otlpProtobuf', options);
}

export function decodeJson(json: string): Decoded {
  return decodeBodies([new TextEncoder().encode(json)], 'otlpJson');
}

export function decodeAsJson(request: OtlpTraceRequest, integersAsNumbers = false): Decoded {
  return decodeJson(encodeOtlpJson(request, { integersAsNumbers }));
}
