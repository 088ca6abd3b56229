// The ranges that were chosen last.
import { expect, it } from 'vitest';
import { withRecent } from '../../src/time/recent-ranges.ts';
import type { RangeText } from '../../src/time/time-range.ts';

const last = (minutes: number): RangeText => ({ start: `-${minutes}m`, end: 'now' });

it('the newest is first, and none stands there twice', () => {
  expect(withRecent([last(45), last(90)], last(90))).toEqual([last(90), last(45)]);
});

it('four are kept, and no preset', () => {
  const kept = [1, 2, 3, 4, 5].reduce<readonly RangeText[]>((recent, at) => withRecent(recent, last(at)), []);
  expect(kept).toEqual([last(5), last(4), last(3), last(2)]);
  expect(withRecent(kept, { start: '-1h', end: 'now' })).toBe(kept);
});
