// The time field understands what people type.
import { expect, it } from 'vitest';
import { parseRangeInput } from '../../src/time/range-input.ts';
import { relativeLabel, resolveRange, shiftRange } from '../../src/time/time-range.ts';

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
])('%s', (input, start, end) => expect(parseRangeInput(input, NOW, 'utc')).toEqual({ start, end }));

it.each(['', 'soon', '25:00 to now', '11 to 9', '16:00 to now', '3 Foo 10:00 to now', '0m', '99999d'])(
  '%j is not understood',
  (input) => expect(parseRangeInput(input, NOW, 'utc')).toBeNull(),
);

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
