// Moments as they are read: today the clock, else the day; in full on hover.
import { expect, it } from 'vitest';
import { fullMomentText, momentText } from '../../src/format/moment.ts';

const AT = Date.parse('2026-11-22T14:31:07.412Z');
const LATER = AT + 60_000;
const NEXT_DAY = AT + 26 * 3_600_000;
const NEXT_YEAR = Date.parse('2027-02-01T00:00:00Z');

it.each([
  [LATER, undefined, '14:31:07'],
  [LATER, 'minutes', '14:31'],
  [LATER, 'milliseconds', '14:31:07.412'],
  [NEXT_DAY, undefined, '22 Nov 14:31'],
  [NEXT_DAY, 'minutes', '22 Nov 14:31'],
  [NEXT_DAY, 'milliseconds', '22 Nov 14:31:07.412'],
  [NEXT_YEAR, 'minutes', '22 Nov 2026 14:31'],
] as const)('at %d in %s: %s', (nowMs, digits, text) => expect(momentText(AT, 'utc', nowMs, digits)).toBe(text));

it('in full: local time with its year, UTC, age, nanoseconds', () => {
  const lines = fullMomentText(AT, NEXT_DAY, 1_795_357_867_412_000_001n).split('\n');
  expect(lines[0]).toMatch(/^2[123] Nov 2026 \d\d:\d\d:07\.412 local$/);
  expect(lines.slice(1)).toEqual(['2026-11-22T14:31:07.412Z', '1 d 2 h ago', '1795357867412000001 ns']);
  expect(
    fullMomentText(AT, AT - 5000)
      .split('\n')
      .slice(2),
  ).toEqual(['in 5.00 s']);
});
