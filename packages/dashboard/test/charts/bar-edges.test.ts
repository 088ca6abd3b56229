// What is drawn on each other is seen, and no higher than its sum where there is room for it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barEdges, LEAST_BAR_PX } from '../../src/charts/bar-edges.ts';
import { linearRange } from '../../src/charts/value-range.ts';

const PLOT_PX = 100;

test('one error among ten thousand is two pixels high, and the bar as high as its sum', () => {
  const [ok, error, timeout] = barEdges([[9_999], [1], [0]], PLOT_PX);
  const px = PLOT_PX / linearRange(0, 10_000)[1];
  expect(error[0]).toBe(10_000);
  expect(timeout[0]).toBe(10_000);
  expect((error[0] - ok[0]) * px).toBeCloseTo(LEAST_BAR_PX);
});

test('every part that is not zero is seen, above those beneath it', () => {
  const counts = fc.array(fc.tuple(fc.nat(10), fc.nat(1000), fc.nat(1e6)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(counts, (buckets) => {
      const parts = [0, 1, 2].map((part) => buckets.map((values) => values[part]));
      const edges = barEdges(parts, PLOT_PX);
      const px = PLOT_PX / linearRange(0, Math.max(...buckets.map((values) => values[0] + values[1] + values[2])))[1];
      buckets.forEach((values, at) => {
        let below = 0;
        values.forEach((value, part) => {
          const tall = (edges[part][at] - below) * px;
          if (value === 0) expect(tall).toBeCloseTo(0, 6);
          else expect(tall).toBeGreaterThan(LEAST_BAR_PX - 1e-6);
          below = edges[part][at];
        });
      });
    }),
  );
});

test('a bucket without a value has no bar', () => expect(barEdges([[null, 5]], PLOT_PX)).toEqual([[0, 5]]));
