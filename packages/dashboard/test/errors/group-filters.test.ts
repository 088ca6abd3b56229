// The filters of a group find its messages, and those of no other.
import { expect, test } from 'vitest';
import { groupFilters, groupsFilter, messagePattern, originFilters } from '../../src/errors/group-filters.ts';

test('a pattern finds every message that the normal one stands for', () => {
  const pattern = new RegExp(messagePattern('[#] gave no answer in # ms (tried twice)'));
  expect(pattern.test('[ottercard-7] gave no answer in 3,000 ms (tried twice)')).toBe(true);
  expect(pattern.test('[ottercard-7] gave no answer in 3,000 ms (tried twice)\n    at x')).toBe(true);
  expect(new RegExp(messagePattern('no table "…"')).test('no table `carts`')).toBe(true);
  expect(pattern.test('[ottercard-7] gave an answer in 3,000 ms')).toBe(false);
});

test('a message that only begins alike is of another group', () => {
  expect(new RegExp(messagePattern('not found')).test('not found in carts')).toBe(false);
  expect(new RegExp(messagePattern('no order #')).test('no order 17 in SE')).toBe(false);
  expect(new RegExp(messagePattern('')).test('anything')).toBe(false);
  const long = 'x'.repeat(1000);
  expect(new RegExp(messagePattern(long)).test(`${long} and on`)).toBe(true);
});

const noExceptionType = { column: 'exception.type', op: 'does-not-exist' };
const failed = { column: 'status_code', op: '=', value: 'ERROR' };
const timeout = {
  filterCombination: 'OR',
  filters: [
    { column: 'exception.type', op: '=', value: 'Timeout' },
    {
      filterCombination: 'AND',
      filters: [noExceptionType, { column: 'error.type', op: '=', value: 'Timeout' }, failed],
    },
  ],
};
const noMessage = [
  { column: 'exception.message', op: 'does-not-exist' },
  { column: 'status_message', op: 'does-not-exist' },
];

test('a failure is found by what its exception says, and where there is none by what its span says', () => {
  expect(groupFilters({ type: 'Timeout', message: null })).toEqual([timeout, ...noMessage]);
  const no = { op: 'matches', value: '^no(\\n|$)' };
  expect(groupFilters({ type: null, message: 'no' })).toEqual([
    noExceptionType,
    { column: 'error.type', op: 'does-not-exist' },
    failed,
    {
      filterCombination: 'OR',
      filters: [
        { column: 'exception.message', ...no },
        {
          filterCombination: 'AND',
          filters: [
            { column: 'exception.message', op: 'does-not-exist' },
            { column: 'status_message', ...no },
          ],
        },
      ],
    },
  ]);
});

test('groups together are any of them; excluded, none: a span that differs in type or in message stays', () => {
  const group = { type: 'Timeout', message: null };
  const all = { filterCombination: 'AND', filters: [timeout, ...noMessage] };
  expect(groupsFilter([group])).toEqual(all);
  expect(groupsFilter([group, group])).toEqual({ filterCombination: 'OR', filters: [all, all] });
  expect(groupsFilter([group], true)).toEqual({
    filterCombination: 'OR',
    filters: [
      {
        filterCombination: 'AND',
        filters: [
          { column: 'exception.type', op: '!=', value: 'Timeout' },
          {
            filterCombination: 'OR',
            filters: [
              { column: 'exception.type', op: 'exists' },
              { column: 'error.type', op: '!=', value: 'Timeout' },
              { column: 'status_code', op: '!=', value: 'ERROR' },
            ],
          },
        ],
      },
      { column: 'exception.message', op: 'exists' },
      { column: 'status_message', op: 'exists' },
    ],
  });
});

test('compared is where it was thrown, and all of it where nobody recorded that', () => {
  const group = { type: 'Timeout', message: null };
  const newest = { traceId: '0', spanId: '0', time: '', startTimeUnixNano: '0', service: null, function: null };
  const said = { ...newest, version: null, message: null };
  const thrown = { column: 'exception.type', op: 'exists' };
  expect(originFilters({ ...group, newest: { ...said, stack: 'at x' } })).toEqual([thrown, ...groupFilters(group)]);
  expect(originFilters({ ...group, newest: { ...said, stack: null } })).toEqual(groupFilters(group));
});
