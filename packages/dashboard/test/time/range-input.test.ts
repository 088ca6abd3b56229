// The time field understands what people type.
import { expect, it } from 'vitest';
import { bucketSeconds } from '../../src/time/bucket-seconds.ts';
import { parseRangeInput } from '../../src/time/range-input.ts';
import { relativeLabel, resolveRange, shiftRange, widenRange } from '../../src/time/time-range.ts';

const NOW = Date.parse('2026-11-22T14:45:00Z');

it.each([
  ['45m', '-45m', 'now'],
  ['last 2 hours', '-2h', 'now'],
  ['14:02 to now', '2026-11-22T14:02:00.000Z', 'now'],
  ['yesterday 9–11', '2026-11-21T09:00:00.000Z', '2026-11-21T11:00:00.000Z'],
  ['9:30-10:15', '2026-11-22T09:30:00.000Z', '2026-11-22T10:15:00.000Z'],
  ['2026-11-20T10:00:00Z to 2026-11-20T11:00:00Z', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z'],
  ['1795358700', '2026-11-22T14:30:00.000Z', '2026-11-22T15:00:00.000Z'],
  ['22 Nov 14:02:00 to 22 nov 2026 14:45', '2026-11-22T14:02:00.000Z', '2026-11-22T14:45:00.000Z'],
  ['21 November 9:00 to now', '2026-11-21T09:00:00.000Z', 'now'],
  ['today', '2026-11-22T00:00:00.000Z', 'now'],
  ['yesterday', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
  ['1h30m', '-90m', 'now'],
  ['1.5h', '-90m', 'now'],
  ['-2h', '-2h', 'now'],
  ['now-2h to now', '-2h', 'now'],
  ['-2h to -1h', '2026-11-22T12:45:00.000Z', '2026-11-22T13:45:00.000Z'],
  ['2026-11-20', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['20 Nov', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['Nov 20, 2025', '2025-11-20T00:00:00.000Z', '2025-11-21T00:00:00.000Z'],
  ['2026-11-20 to 2026-11-21', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['20 Nov 14:02 - 15:00', '2026-11-20T14:02:00.000Z', '2026-11-20T15:00:00.000Z'],
  ['yesterday 23:00 to today 01:00', '2026-11-21T23:00:00.000Z', '2026-11-22T01:00:00.000Z'],
  ['14:31:07.412', '2026-11-22T14:16:07.412Z', '2026-11-22T14:46:07.412Z'],
  ['Nov 22 14:02', '2026-11-22T13:47:00.000Z', '2026-11-22T14:17:00.000Z'],
  ['2026-11-22 14:02:03.5', '2026-11-22T13:47:03.500Z', '2026-11-22T14:17:03.500Z'],
  ['2026-11-22T14:02:00+02:00', '2026-11-22T11:47:00.000Z', '2026-11-22T12:17:00.000Z'],
  ['2026-11-22T14:00Z/2026-11-22T14:30Z', '2026-11-22T14:00:00.000Z', '2026-11-22T14:30:00.000Z'],
  ['Sun, 22 Nov 2026 14:02:00 GMT', '2026-11-22T13:47:00.000Z', '2026-11-22T14:17:00.000Z'],
  ['22/Nov/2026:14:02:00 -0100', '2026-11-22T14:47:00.000Z', '2026-11-22T15:17:00.000Z'],
  ['1795358700.5', '2026-11-22T14:30:00.500Z', '2026-11-22T15:00:00.500Z'],
  ['1795358700000000', '2026-11-22T14:30:00.000Z', '2026-11-22T15:00:00.000Z'],
  ['1795358700123456789', '2026-11-22T14:30:00.123Z', '2026-11-22T15:00:00.123Z'],
])('%s', (input, start, end) => expect(parseRangeInput(input, NOW, 'utc')).toEqual({ start, end }));

it.each([
  ['14:02 to now', '2026-11-30T14:02:00.000Z', 'now'],
  ['23:50 to 00:10', '2026-11-30T23:50:00.000Z', '2026-12-01T00:10:00.000Z'],
  ['23:50-0:38', '2026-11-30T23:50:00.000Z', '2026-12-01T00:38:00.000Z'],
  ['yesterday 23:50 to 00:10', '2026-11-30T23:50:00.000Z', '2026-12-01T00:10:00.000Z'],
  ['14:02', '2026-11-30T13:47:00.000Z', '2026-11-30T14:17:00.000Z'],
  ['00:10 to now', '2026-12-01T00:10:00.000Z', 'now'],
  ['00:45', '2026-12-01T00:30:00.000Z', '2026-12-01T01:00:00.000Z'],
])('at 38 past midnight %s is of the day it was last', (input, start, end) =>
  expect(parseRangeInput(input, Date.parse('2026-12-01T00:38:00Z'), 'utc')).toEqual({ start, end }),
);

it.each([
  '',
  'soon',
  '25:00 to now',
  '11 to 9',
  '3 Foo 10:00 to now',
  '0m',
  '99999d',
  '31 Feb 10:00',
  '2026-02-30',
  '14:60',
])('%j is not understood', (input) => expect(parseRangeInput(input, NOW, 'utc')).toBeNull());

it('a time without a zone is of the zone that is chosen, a day begins there', () => {
  const day = new Date(2026, 10, 20);
  const local = (hour: number): string => new Date(2026, 10, 20, hour, 2).toISOString();
  expect(parseRangeInput('2026-11-20 14:02 to 2026-11-20 15:02', NOW, 'local')).toEqual({
    start: local(14),
    end: local(15),
  });
  expect(parseRangeInput('2026-11-20 14:02 to 2026-11-20 15:02', NOW, 'utc')).toEqual({
    start: '2026-11-20T14:02:00.000Z',
    end: '2026-11-20T15:02:00.000Z',
  });
  expect(parseRangeInput('2026-11-20', NOW, 'local')?.start).toBe(day.toISOString());
});

it('an address that says nonsense means the last hour', () => {
  expect(resolveRange({ start: 'x', end: 'y' }, NOW)).toEqual({ startMs: NOW - 3_600_000, endMs: NOW });
});

it('never moves beyond now', () => {
  const range = { startMs: NOW - 5000, endMs: NOW - 1000 };
  expect(shiftRange(range, 1, NOW)).toEqual({ startMs: NOW - 4000, endMs: NOW });
});

it('names a range that ends now', () => {
  expect(relativeLabel({ start: '-1h', end: 'now' })).toBe('Last 1 hour');
  expect(relativeLabel({ start: '-45m', end: 'now' })).toBe('Last 45 minutes');
});

it('no step leads before 1970, and the longest range has buckets that the API takes', () => {
  const week = 604_800_000;
  expect(shiftRange({ startMs: week, endMs: 3 * week }, -1, NOW)).toEqual({ startMs: 0, endMs: 2 * week });
  let range = { startMs: NOW - week, endMs: NOW };
  for (let step = 0; step < 20; step += 1) range = widenRange(range, NOW);
  expect(range).toEqual({ startMs: 0, endMs: NOW });
  expect(bucketSeconds(range, 10)).toBe(31_536_000);
});
