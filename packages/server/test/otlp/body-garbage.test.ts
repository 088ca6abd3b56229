// How often the memory of bodies is given back.
import { expect, it } from 'vitest';
import { BodyGarbage } from '../../src/otlp/body-garbage.ts';

const MEBIBYTE = 1_048_576;

it('is collected after every 8 MiB of bodies', () => {
  let collections = 0;
  const garbage = new BodyGarbage(() => collections++);
  for (let body = 0; body < 15; body++) garbage.add(MEBIBYTE, true);
  expect(collections).toBe(1);
  garbage.add(MEBIBYTE, true);
  expect(collections).toBe(2);
  garbage.add(20 * MEBIBYTE, true);
  expect(collections).toBe(3);
});

it('is collected by V8 itself: buffers are gone that nothing holds', async () => {
  const held = process.memoryUsage().arrayBuffers;
  const garbage = new BodyGarbage();
  for (let body = 0; body < 7; body++) Buffer.alloc(MEBIBYTE);
  expect(process.memoryUsage().arrayBuffers - held).toBeGreaterThan(6 * MEBIBYTE);
  garbage.add(8 * MEBIBYTE, true);
  // V8 frees what it has found on threads of its own.
  await expect.poll(() => process.memoryUsage().arrayBuffers - held, { timeout: 20_000 }).toBeLessThan(4 * MEBIBYTE);
});
