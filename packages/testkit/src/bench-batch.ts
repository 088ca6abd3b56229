// Bench spans as the column batch that the decoder makes of their requests.
import { createOtlpDecoder } from '@tracelake/otlp';
import type { ColumnBatch } from '@tracelake/schema';
import { otlpRequests } from './bench-requests.ts';
import type { BenchSpan } from './bench-span.ts';
import { encodeOtlpProtobuf } from './otlp/otlp-protobuf.ts';

const SPANS_PER_REQUEST = 500;

export function benchBatch(spans: Iterable<BenchSpan>): ColumnBatch {
  const bodies = [...otlpRequests(spans, SPANS_PER_REQUEST)].map(encodeOtlpProtobuf);
  const segment = new Uint8Array(new SharedArrayBuffer(bodies.reduce((total, body) => total + body.length, 0)));
  const decoder = createOtlpDecoder(segment, { hashSeed: 1 });
  let end = 0;
  for (const body of bodies) {
    segment.set(body, end);
    decoder.decode(end, end + body.length, 'otlpProtobuf');
    end += body.length;
  }
  return decoder.batch();
}
