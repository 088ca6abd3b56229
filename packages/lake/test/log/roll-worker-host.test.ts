// What moves to the worker thread with a batch, and what must stay.
import { createOtlpDecoder } from '@tracelake/otlp';
import { expect, it } from 'vitest';
import { transferList } from '../../src/log/roll-worker-host.ts';
import { bodyOf } from './span-bodies.ts';

function decoded(count: number) {
  const body = bodyOf(0, count);
  const segment = new Uint8Array(new SharedArrayBuffer(body.length));
  segment.set(body);
  const decoder = createOtlpDecoder(segment);
  decoder.decode(0, body.length, 'otlpProtobuf');
  return decoder;
}

it('moves the columns once each, and neither the segment, nor keys, nor what is empty', () => {
  const batch = decoded(100).batch();
  const list = transferList(batch);
  expect(new Set(list).size).toBe(list.length);
  expect(list).toContain((batch.columns['start_time_unix_nano'] as { low: Int32Array }).low.buffer);
  expect(list).not.toContain(batch.segment.buffer);
  expect(list).not.toContain(batch.keys.bytes.buffer);
  expect(list.filter((buffer) => buffer.byteLength === 0)).toEqual([]);
});

it('leaves other decoders whole', () => {
  const other = decoded(3);
  const batch = decoded(100).batch();
  structuredClone(batch, { transfer: transferList(batch) });
  expect(other.batch().rows).toBe(3);
  const third = decoded(100);
  expect(third.rows).toBe(100);
});
