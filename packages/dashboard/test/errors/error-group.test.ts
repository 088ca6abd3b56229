// What a group of errors is drawn with.
import { expect, it } from 'vitest';
import { groupBadge, halved } from '../../src/errors/error-group.ts';

it('two bars become one; the last may be alone', () => {
  expect(halved([1, 2, 3, 4])).toEqual([3, 7]);
  expect(halved([1, 2, 3])).toEqual([3, 3]);
  expect(halved([])).toEqual([]);
});

it('new is of the chosen time alone, and says so', () => {
  expect(groupBadge({ state: 'open', counts: [0, 0, 1, 2] })).toEqual({
    tone: 'error',
    word: 'new',
    title: expect.stringContaining('it may be older'),
  });
  expect(groupBadge({ state: 'open', counts: [0, 1, 1, 2] })).toBe(null);
});
