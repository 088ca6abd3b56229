// By the clock here, unless the lake and the spans both say that it was behind.
import { expect, it } from 'vitest';
import { landingArrivalMs } from '../../src/log/landing-arrival.ts';

const DAY_MS = 86_400_000;
const arrival = Date.UTC(2026, 10, 22, 17, 5);
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);

it.each([
  ['spans that started before they came', null, -5_000, 0],
  ['senders that are ahead', -60_000, DAY_MS, 0],
  ['the clock set back a little', 3_600_000, 5_000_000, 0],
  ['a clock that was ahead before', DAY_MS, -5_000, 0],
  ['a clock that is a year behind', 365 * DAY_MS, 365 * DAY_MS + 5, 365 * DAY_MS + 5],
])('is when the first body came, unless the clock was behind: %s', (_, latestAfterMs, startsAfterMs, expected) => {
  const latestMs = latestAfterMs === null ? null : arrival + latestAfterMs;
  expect(landingArrivalMs(arrival, latestMs, nanos(arrival + startsAfterMs)) - arrival).toBe(expected);
});

it('is when the first body came where no start is known', () => {
  expect(landingArrivalMs(arrival, arrival + 365 * DAY_MS, null)).toBe(arrival);
});
