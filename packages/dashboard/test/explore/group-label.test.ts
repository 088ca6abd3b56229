// Lines and rows are told apart by their labels.
import { expect, it } from 'vitest';
import { groupLabel } from '../../src/explore/group-label.ts';

it('a group that is called as the rest is another line', () => {
  expect(groupLabel(null)).toBe('Other');
  expect(groupLabel(['Other'])).toBe('“Other”');
  expect(groupLabel(['Other', null])).toBe('Other · (missing)');
});
