// What an unknown trace says was searched: the days of the lake, and its bytes.
import { expect, it } from 'vitest';
import { searchedText } from '../../src/trace/searched-text.ts';

const lake = (days: number) => ({
  days: Array.from({ length: days }, () => ({})),
  landing: { sizeBytes: 1_000_000_000 },
  tail: { sizeBytes: 100_000_000 },
  compacted: { sizeBytes: 3_000_000_000 },
});

it('is all days and all bytes of every tier', () => {
  expect(searchedText(lake(31))).toBe('Searched all 31 days, 4.10 GB.');
  expect(searchedText(lake(1))).toBe('Searched the one day that is here, 4.10 GB.');
  expect(searchedText(lake(0))).toBe('The lake is empty.');
});
