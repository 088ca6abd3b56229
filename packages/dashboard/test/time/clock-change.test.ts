// The nights on which the clock is changed: days are as long as they are, and ticks say what the clock shows.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { timeTicks } from '../../src/charts/time-ticks.ts';
import { parseRangeInput } from '../../src/time/range-input.ts';
import { resolveRange } from '../../src/time/time-range.ts';

const HOUR = 3_600_000;

beforeAll(() => vi.stubEnv('TZ', 'Europe/Berlin'));
afterAll(() => vi.unstubAllEnvs());

const typed = (input: string, now: string) => parseRangeInput(input, Date.parse(now), 'local');
const labels = (start: string, hours: number): string[] => {
  const startMs = Date.parse(start);
  return timeTicks(startMs, startMs + hours * HOUR, 'local').map(({ label }) => label);
};

it.each([
  ['spring', '2026-03-30T10:00:00Z', 23],
  ['autumn', '2026-10-26T10:00:00Z', 25],
])('in %s yesterday is as long as it was, the last 24 hours are 24', (_season, now, hours) => {
  const { start, end } = typed('yesterday', now)!;
  expect((Date.parse(end) - Date.parse(start)) / HOUR).toBe(hours);
  const { startMs, endMs } = resolveRange({ start: '-24h', end: 'now' }, Date.parse(now));
  expect((endMs - startMs) / HOUR).toBe(24);
});

it.each([
  ['yesterday 9-11', '2026-03-30T10:00:00Z', '2026-03-29T07:00:00.000Z', '2026-03-29T09:00:00.000Z'],
  ['yesterday 9-11', '2026-10-26T10:00:00Z', '2026-10-25T08:00:00.000Z', '2026-10-25T10:00:00.000Z'],
  ['8:00 to now', '2026-03-29T10:00:00Z', '2026-03-29T06:00:00.000Z', 'now'],
  ['25 Oct 14:02 to 15:00', '2026-11-01T10:00:00Z', '2026-10-25T13:02:00.000Z', '2026-10-25T14:00:00.000Z'],
  ['2026-03-29T12:00+02:00 to now', '2026-03-29T12:00:00Z', '2026-03-29T10:00:00.000Z', 'now'],
])('%s, read at %s, is what the clock showed', (input, now, start, end) => {
  expect(typed(input, now)).toEqual({ start, end });
});

it('ticks of hours and days stay at the hours of the clock', () => {
  expect(labels('2026-03-28T17:00:00Z', 24)).toEqual([
    '28 Mar 18:00',
    '21:00',
    '29 Mar 00:00',
    '03:00 UTC+2',
    '06:00',
    '09:00',
    '12:00',
    '15:00',
    '18:00',
  ]);
  expect(labels('2026-10-24T16:00:00Z', 26)).toEqual(['24 Oct 18:00', '25 Oct 00:00', '06:00 UTC+1', '12:00', '18:00']);
  expect(labels('2026-10-20T22:00:00Z', 7 * 24 + 1)).toEqual([21, 22, 23, 24, 25, 26, 27].map((day) => `${day} Oct`));
});

it('ticks within the hour that comes twice, or not at all, are as far from each other as any', () => {
  expect(labels('2026-10-25T00:00:00Z', 2)).toEqual([
    '25 Oct 02:00',
    '02:15',
    '02:30',
    '02:45',
    '02:00 UTC+1',
    '02:15',
    '02:30',
    '02:45',
  ]);
  expect(labels('2026-03-29T00:30:00Z', 1)).toEqual([
    '29 Mar 01:30',
    '01:40',
    '01:50',
    '03:00 UTC+2',
    '03:10',
    '03:20',
  ]);
});
