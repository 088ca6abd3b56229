// No errors: what is said of the range names its day, and its end where that is past.
import { expect, test } from 'vitest';
import { noneText } from '../../src/errors/none-text.ts';

const NOW = Date.UTC(2026, 10, 30, 14, 45);
const HOUR = 3_600_000;
const said = (startMs: number, endMs: number, units = 44_103): string =>
  noneText(units, { startMs, endMs }, 'utc', NOW);

test('a range up to now is since its begin, with the day where that is not today', () => {
  expect(said(NOW - HOUR, NOW)).toBe('None in 44,103 units of work since 13:45.');
  expect(said(NOW - 7 * 24 * HOUR, NOW, 1)).toBe('None in 1 unit of work since 23 Nov 14:45.');
});

test('a range that is past has its end, too', () => {
  expect(said(NOW - 3 * HOUR, NOW - 2 * HOUR)).toBe('None in 44,103 units of work between 11:45 and 12:45.');
  expect(said(NOW - 26 * HOUR, NOW - 25 * HOUR)).toBe('None in 44,103 units of work between 29 Nov 12:45 and 13:45.');
});
