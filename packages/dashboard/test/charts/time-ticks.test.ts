// Ticks are round and never too few to read a value by.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationTicks, linearTicks, logTicks, timeTicks } from '../../src/charts/time-ticks.ts';

it.each([
  [200, 510, [200, 300, 500]],
  [60, 800, [100, 200, 300, 500]],
  [1, 10_000, [1, 10, 100, 1000, 10_000]],
  [238, 283, [240, 260, 280]],
])('a logarithmic axis from %d to %d', (low, high, ticks) => expect(logTicks(low, high)).toEqual(ticks));

it('any logarithmic axis has some ticks, and not too many', () => {
  const exponents = fc.double({ min: -300, max: 300, noNaN: true });
  fc.assert(
    fc.property(exponents, fc.double({ min: 0.08, max: 300, noNaN: true }), (exponent, decades) => {
      const ticks = logTicks(10 ** exponent, 10 ** Math.min(307, exponent + decades));
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect(new Set(ticks).size).toBe(ticks.length);
    }),
  );
});

it.each([
  [1.06, [0, 1]],
  [9.5, [0, 2, 4, 6, 8]],
  [95, [0, 25, 50, 75]],
])('counts up to %d are whole', (high, ticks) => expect(linearTicks(0, high, 4, 1)).toEqual(ticks));

it.each([
  [1e-6, [0, 1e-6]],
  [1000, [0, 200, 400, 600, 800, 1000]],
  [3_600_000, [0, 900_000, 1_800_000, 2_700_000, 3_600_000]],
  [26 * 3_600_000, [0, 21_600_000, 43_200_000, 64_800_000, 86_400_000]],
])('a trace of %d ms', (length, ticks) => expect(durationTicks(0, length)).toEqual(ticks));

it.each([
  ['an hour', 60.5, 10],
  ['two hours and their last bucket', 125, 20],
  ['four hours and theirs', 242, 30],
  ['a day', 1440, 180],
])('%s have five to eight ticks', (_what, minutes, step) => {
  const start = Date.parse('2026-11-22T13:45:00Z');
  const values = timeTicks(start, start + minutes * 60_000, 'utc').map(({ value }) => value);
  expect(values.length >= 5 && values.length <= 8).toBe(true);
  expect(values[1] - values[0]).toBe(step * 60_000);
});

it.each([
  ['an hour', '2026-11-22T13:45:00Z', 60, ['22 Nov 13:50', '14:00', '14:10', '14:20', '14:30', '14:40']],
  ['an hour over midnight', '2026-11-22T23:35:00Z', 50, ['22 Nov 23:40', '23:50', '23 Nov 00:00', '00:10', '00:20']],
  [
    'three days',
    '2026-11-22T00:00:00Z',
    4320,
    ['22 Nov 00:00', '12:00', '23 Nov 00:00', '12:00', '24 Nov 00:00', '12:00'],
  ],
])('%s: the first tick and each midnight name the day', (_what, start, minutes, labels) => {
  const startMs = Date.parse(start);
  expect(timeTicks(startMs, startMs + minutes * 60_000, 'utc').map(({ label }) => label)).toEqual(labels);
});

it('a first tick that has no room beside midnight leaves the day to it', () => {
  const hour = [Date.parse('2026-11-30T23:43:00Z'), Date.parse('2026-12-01T00:43:00Z')] as const;
  const labels = (plotPx: number): string[] => timeTicks(...hour, 'utc', 4, plotPx).map(({ label }) => label);
  expect(labels(268)).toEqual(['23:45', '1 Dec 00:00', '00:15', '00:30']);
  expect(labels(400)).toEqual(['30 Nov 23:45', '1 Dec 00:00', '00:15', '00:30']);
});
