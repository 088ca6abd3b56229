// The flat table of one stretch of time: whatever its keys have in common, it gives back what was put in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyGeneration, type KnownBody, keyOf } from '../../src/log/body-generation.ts';

/** `crowd` is all that the table's places are chosen by; the rest tells keys apart in their last word. */
function fingerprint(crowd: number, n: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crowd);
  view.setUint32(12, n);
  return bytes;
}

describe('a generation of bodies', () => {
  it('gives back the latest of each, as a Map does, while it grows and where all keys want one place', () => {
    const body = fc.record({
      crowd: fc.nat(2),
      n: fc.nat(3_000),
      rows: fc.nat(0xffff_ffff),
      rejected: fc.nat(9),
      age: fc.nat(9_999),
    });
    fc.assert(
      fc.property(fc.array(body, { maxLength: 2_500, size: 'max' }), (bodies) => {
        const generation = new BodyGeneration(5_000, 10_000);
        const model = new Map<string, KnownBody>();
        for (const { crowd, n, rows, rejected, age } of bodies) {
          const known = { atMonotonicMs: 5_000 + age, rows, rejected };
          generation.add(keyOf(fingerprint(crowd, n)), known);
          model.set(`${crowd} ${n}`, known);
        }
        expect(generation.size).toBe(model.size);
        for (let crowd = 0; crowd < 3; crowd++) {
          for (let n = 0; n < 1_500; n += 7) {
            expect(generation.find(keyOf(fingerprint(crowd, n)))).toEqual(model.get(`${crowd} ${n}`) ?? null);
          }
        }
      }),
      { numRuns: 4 },
    );
  });

  it('holds as many as its places have numbers', () => {
    const generation = new BodyGeneration(0, 100_000);
    let n = 0;
    for (; !generation.isFull; n++)
      generation.add(keyOf(fingerprint(n * 31, n)), { atMonotonicMs: n, rows: n, rejected: 0 });
    expect([n, generation.size]).toEqual([65_535, 65_535]);
    for (let i = 0; i < n; i += 97) expect(generation.find(keyOf(fingerprint(i * 31, i)))).toMatchObject({ rows: i });
    expect(generation.find(keyOf(fingerprint(1, 1)))).toBeNull();
  });

  it('knows when its latest came, though an earlier one was told behind it', () => {
    const generation = new BodyGeneration(1_000, 2);
    generation.add(keyOf(fingerprint(0, 1)), { atMonotonicMs: 3_000, rows: 1, rejected: 0 });
    generation.add(keyOf(fingerprint(0, 2)), { atMonotonicMs: 400, rows: 1, rejected: 0 });
    expect([generation.lastMonotonicMs, generation.isFull]).toEqual([3_000, true]);
    expect(generation.find(keyOf(fingerprint(0, 2)))).toMatchObject({ atMonotonicMs: 400 });
  });
});
