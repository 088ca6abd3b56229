// Segments and decoders, used again apart from each other.
import { createOtlpDecoder } from '@tracelake/otlp';
import { expect, it } from 'vitest';
import { LargeGarbage } from '../../src/large-garbage.ts';
import { SegmentPool } from '../../src/log/segment-pool.ts';
import { bodyOf } from './span-bodies.ts';

const SEGMENT_BYTES = 4096;

function poolOf() {
  return new SegmentPool(SEGMENT_BYTES, createOtlpDecoder);
}

it('lets a decoder serve another segment while the bytes of its last one are still read', () => {
  const pool = poolOf();
  const first = pool.take(100);
  const body = bodyOf(0, 5);
  first.bytes.set(body);
  first.decoder.decode(0, body.length, 'otlpProtobuf');
  pool.giveDecoder(first.decoder);
  const second = pool.take(100);
  expect(second.decoder).toBe(first.decoder);
  expect(second.bytes).not.toBe(first.bytes);
  expect(second.decoder.rows).toBe(0);
  const other = bodyOf(7, 2);
  second.bytes.set(other, 50);
  second.decoder.decode(50, 50 + other.length, 'otlpProtobuf');
  expect(second.decoder.batch()).toMatchObject({ rows: 2, segment: second.bytes });
});

it('uses bytes again, but not those of a body that needed a segment of its own', () => {
  const pool = poolOf();
  const large = pool.take(SEGMENT_BYTES + 1);
  const usual = pool.take(1);
  expect([large.bytes.length, usual.bytes.length]).toEqual([SEGMENT_BYTES + 1, SEGMENT_BYTES]);
  pool.giveBytes(large.bytes);
  pool.giveBytes(usual.bytes);
  expect(pool.take(1).bytes).toBe(usual.bytes);
  expect(pool.take(1).bytes).not.toBe(large.bytes);
});

it('has the memory of segments that it keeps no more looked for: nothing else tells V8 of it', async () => {
  const looks: string[] = [];
  const segmentBytes = 8 * 1024 * 1024;
  const garbage = new LargeGarbage((kind) => looks.push(kind));
  const pool = new SegmentPool(segmentBytes, createOtlpDecoder, garbage);
  const taken = Array.from({ length: 7 }, () => pool.take(1).bytes);
  for (const bytes of taken) pool.giveBytes(bytes);
  await new Promise(setImmediate);
  // Three are kept, four of 8 MiB are not.
  expect(looks).toEqual(['major']);
});
