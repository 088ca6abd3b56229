// When the memory of large pieces is given back.
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LargeGarbage } from '../src/large-garbage.ts';

const MEBIBYTE = 1_048_576;

it('is given back after every 32 MiB of large pieces, once their user has returned', async () => {
  const collections: string[] = [];
  const garbage = new LargeGarbage((kind) => collections.push(kind));
  for (let piece = 0; piece < 3; piece++) garbage.add(10 * MEBIBYTE);
  await setImmediate();
  expect(collections).toEqual([]);
  garbage.add(16 * MEBIBYTE);
  expect(collections).toEqual([]);
  await setImmediate();
  expect(collections).toEqual(['major']);
});

it('is collected by V8 itself: shared memory is gone that nothing holds', async () => {
  const held = process.memoryUsage().arrayBuffers;
  const garbage = new LargeGarbage();
  new SharedArrayBuffer(64 * MEBIBYTE);
  expect(process.memoryUsage().arrayBuffers - held).toBeGreaterThan(60 * MEBIBYTE);
  garbage.add(64 * MEBIBYTE);
  // V8 frees what it has found on threads of its own.
  await expect.poll(() => process.memoryUsage().arrayBuffers - held, { timeout: 20_000 }).toBeLessThan(32 * MEBIBYTE);
});
