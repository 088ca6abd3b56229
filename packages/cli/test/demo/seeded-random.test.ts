// Chance that repeats.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/demo/shop/seeded-random.ts';

function draws<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

describe('seeded chance', () => {
  it('repeats for one seed and differs for the next', () => {
    const sequence = (seed: number) => draws(50, seededRandom(seed).next);
    expect(sequence(1)).toEqual(sequence(1));
    expect(sequence(1)).not.toEqual(sequence(2));
  });

  it('is uniform enough: each tenth of [0, 1) is met a tenth of the time', () => {
    const { next } = seededRandom(3);
    const tenths = new Array<number>(10).fill(0);
    for (const value of draws(20_000, next)) tenths[Math.floor(value * 10)] += 1;
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('follows weights, medians and bounds', () => {
    const random = seededRandom(4);
    const heads = draws(10_000, () =>
      random.weighted([
        ['heads', 3],
        ['tails', 1],
      ] as const),
    ).filter((side) => side === 'heads').length;
    expect(Math.abs(heads / 10_000 - 0.75)).toBeLessThan(0.02);
    const latencies = draws(9999, () => random.logNormal(100, 0.5)).sort((a, b) => a - b);
    expect(Math.abs(latencies[4999] - 100)).toBeLessThan(4);
    expect(new Set(draws(200, () => random.integer(2, 4)))).toEqual(new Set([2, 3, 4]));
  });

  it('makes ids of the right form that do not repeat', () => {
    const random = seededRandom(5);
    const ids = draws(5000, () => random.hex(16));
    expect(new Set(ids).size).toBe(5000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
