// Neighbouring records become one write.
import { expect, it } from 'vitest';
import { contiguousRanges } from '../../src/log/group-commit.ts';

it('joins records that lie side by side, and keeps the order of the others', () => {
  const records = [
    { start: 32, end: 100 },
    { start: 100, end: 180 },
    { start: 300, end: 310 },
    { start: 310, end: 400 },
  ];
  expect(contiguousRanges(records)).toEqual([
    { start: 32, end: 180 },
    { start: 300, end: 400 },
  ]);
  expect(contiguousRanges([])).toEqual([]);
});
