// Where nothing matches, it is said of how many and by which condition.
import { expect, it } from 'vitest';
import { emptyingFilter, noMatchText, withoutEach } from '../../src/explore/no-match-words.ts';

const FILTERS = [
  { column: 'user.plan', op: '=', value: 'pro' },
  { column: 'http.route', op: '=', value: '/pay' },
] as const;

it('joins the conditions as the question does', () => {
  expect(noMatchText({ filters: FILTERS }, 44_103, null)).toBe(
    'user.plan = pro and http.route = /pay matches none of 44,103 spans in this range of time.',
  );
  expect(noMatchText({ filters: FILTERS, filterCombination: 'OR' }, null, null)).toBe(
    'user.plan = pro or http.route = /pay matches no span of this range of time.',
  );
  expect(noMatchText({ filters: FILTERS }, 44_103, 1)).toMatch(/ Without the condition beneath, 1 span matches\.$/);
});

it('tries the question without each condition, where one alone can keep spans out', () => {
  expect(withoutEach({ filters: FILTERS }).map(({ filters }) => filters)).toEqual([[FILTERS[1]], [FILTERS[0]]]);
  expect(withoutEach({ filters: FILTERS, filterCombination: 'OR' })).toEqual([]);
  expect(withoutEach({ filters: FILTERS.slice(1) })).toEqual([]);
});

it('drops the last condition without which spans match, else the last', () => {
  expect(emptyingFilter(3, [0, 12, 0])).toBe(1);
  expect(emptyingFilter(3, [0, 0, 0])).toBe(2);
  expect(emptyingFilter(3, [])).toBe(2);
});
