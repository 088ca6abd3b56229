// The moment that charts of a page share: in which bucket of others it lies, and who may take it away.
import { afterEach, expect, test } from 'vitest';
import { bucketOf, bucketsOf, pointAt, pointedMoment, watchPointed } from '../../src/charts/pointed-moment.ts';

afterEach(() => {
  pointAt(null, 'lines');
  pointAt(null, 'heatmap');
});

test('a moment lies in the bucket that has begun and not ended', () => {
  const minutes = bucketsOf({ times: ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'], granularitySeconds: 60 })!;
  const at = (time: string): number | null => bucketOf({ ms: Date.parse(time) }, minutes, 2);
  expect(at('2026-01-01T00:00:00Z')).toBe(0);
  expect(at('2026-01-01T00:00:59.999Z')).toBe(0);
  expect(at('2026-01-01T00:01:00Z')).toBe(1);
  expect(at('2026-01-01T00:02:00Z')).toBeNull();
  expect(at('2025-12-31T23:59:59Z')).toBeNull();
  expect(bucketOf(null, minutes, 2)).toBeNull();
});

test('two buckets drawn as one are as long as two; without buckets there is nothing to show', () => {
  expect(bucketsOf({ times: ['2026-01-01T00:00:00Z'], granularitySeconds: 60 }, 2)?.bucketMs).toBe(120_000);
  expect(bucketsOf({ times: [], granularitySeconds: 60 })).toBeUndefined();
});

test('only who points takes the moment away, and listeners are told of changes alone', () => {
  let told = 0;
  const unwatch = watchPointed(() => {
    told += 1;
  });
  pointAt(1000, 'lines');
  pointAt(1000, 'lines');
  pointAt(null, 'heatmap');
  expect(pointedMoment()).toEqual({ ms: 1000, by: 'lines' });
  pointAt(null, 'lines');
  expect(pointedMoment()).toBeNull();
  expect(told).toBe(2);
  unwatch();
});
