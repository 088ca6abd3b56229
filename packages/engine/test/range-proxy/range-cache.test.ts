// The cache of ranges: whatever was read before, the bytes are right, one read is enough, and memory is kept within its limit.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeCache } from '../../src/range-proxy/range-cache.ts';

const SIZE = 200;
const CONTENT = Uint8Array.from({ length: SIZE }, (_, n) => n);

function openCache(maxBytes: number) {
  const reads: string[] = [];
  const cache = new RangeCache(async (path, { start, end }) => {
    reads.push(`${path}:${start}-${end}`);
    return CONTENT.slice(start, end);
  }, maxBytes);
  return { cache, reads };
}

const range = fc.tuple(fc.nat(SIZE - 1), fc.integer({ min: 1, max: 60 })).map(([start, length]) => ({
  path: start % 3 === 0 ? 'a' : 'b',
  start,
  end: Math.min(SIZE, start + length),
}));

describe('RangeCache', () => {
  it('gives the right bytes for at most one read each, within its memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(range, { maxLength: 40 }),
        fc.constantFrom(0, 50, 150, 10_000),
        async (asked, maxBytes) => {
          const { cache, reads } = openCache(maxBytes);
          for (const { path, start, end } of asked) {
            const before = reads.length;
            const { bytes, fetchedBytes } = await cache.read(path, { start, end });
            expect([...bytes]).toEqual([...CONTENT.subarray(start, end)]);
            expect(reads.length - before).toBe(fetchedBytes > 0 ? 1 : 0);
            expect(cache.heldBytes).toBeLessThanOrEqual(maxBytes);
          }
        },
      ),
    );
  });

  it('reads only what is missing between what it has', async () => {
    const { cache, reads } = openCache(1000);
    await cache.read('a', { start: 0, end: 10 });
    await cache.read('a', { start: 50, end: 60 });
    expect(await cache.read('a', { start: 5, end: 55 })).toMatchObject({ fetchedBytes: 40 });
    expect(await cache.read('a', { start: 0, end: 60 })).toMatchObject({ fetchedBytes: 0 });
    expect(reads).toEqual(['a:0-10', 'a:50-60', 'a:10-50']);
  });

  it('lets go of what was used longest ago', async () => {
    const { cache, reads } = openCache(25);
    for (const start of [0, 20]) await cache.read('a', { start, end: start + 10 });
    await cache.read('a', { start: 0, end: 10 });
    await cache.read('a', { start: 40, end: 50 });
    await cache.read('a', { start: 0, end: 10 });
    expect(reads).toHaveLength(3);
    await cache.read('a', { start: 20, end: 30 });
    expect(reads).toHaveLength(4);
  });

  it('reads once for who asks at the same time, and again after a failure', async () => {
    let reads = 0;
    const cache = new RangeCache(async () => {
      if (reads++ === 0) throw new Error('once');
      return CONTENT.slice(0, 10);
    }, 100);
    const ask = () => cache.read('a', { start: 0, end: 10 });
    expect((await Promise.allSettled([ask(), ask()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await Promise.all([ask(), ask(), ask()]);
    expect(reads).toBe(2);
  });

  it('takes no object for what is shorter than it was listed', async () => {
    const { cache } = openCache(100);
    await expect(cache.read('a', { start: 190, end: 210 })).rejects.toMatchObject({ code: 'object_not_found' });
  });
});
