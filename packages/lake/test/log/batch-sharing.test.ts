// What crosses to the worker thread with a batch: shared memory only, equal to the batch, used again by the next.
import { createOtlpDecoder } from '@tracelake/otlp';
import type { ColumnBatch } from '@tracelake/schema';
import { batchToRows } from '@tracelake/testkit';
import { expect, it } from 'vitest';
import { BatchSharing } from '../../src/log/batch-sharing.ts';
import { bodyOf } from './span-bodies.ts';

function decoded(first: number, count: number): ColumnBatch {
  const body = bodyOf(first, count);
  const segment = new Uint8Array(new SharedArrayBuffer(body.length));
  segment.set(body);
  const decoder = createOtlpDecoder(segment);
  decoder.decode(0, body.length, 'otlpProtobuf');
  return decoder.batch();
}

function buffersOf(value: unknown): ArrayBufferLike[] {
  if (ArrayBuffer.isView(value)) return [value.buffer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(buffersOf);
}

it('gives the rows of the batch in one piece of shared memory beside the segment', () => {
  const batch = decoded(0, 100);
  const shared = new BatchSharing().share(batch);
  expect(batchToRows(shared)).toEqual(batchToRows(batch));
  const buffers = new Set(buffersOf(shared));
  expect([...buffers].every((buffer) => buffer instanceof SharedArrayBuffer)).toBe(true);
  expect(buffers).toEqual(new Set([batch.segment.buffer, shared.keys.bytes.buffer]));
});

it('copies no more than the rows that there are', () => {
  const shared = new BatchSharing().share(decoded(0, 1));
  expect(shared.keys.bytes.buffer.byteLength).toBeLessThan(4096);
});

it('uses its memory again for a batch of like size, and gives it back where one is far smaller', () => {
  const sharing = new BatchSharing();
  const memoryOf = (batch: ColumnBatch) => sharing.share(batch).keys.bytes.buffer;
  const first = memoryOf(decoded(0, 300));
  const next = decoded(300, 290);
  expect(memoryOf(next)).toBe(first);
  expect(batchToRows(sharing.share(next))).toEqual(batchToRows(next));
  expect(memoryOf(decoded(0, 1))).not.toBe(first);
});
