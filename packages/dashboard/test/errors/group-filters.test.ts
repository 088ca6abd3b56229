// The filters of a group find its messages, and those of no other.
import { expect, test } from 'vitest';
import { groupFilters, groupsFilter, messagePattern } from '../../src/errors/group-filters.ts';

test('a pattern finds every message that the normal one stands for', () => {
  const pattern = new RegExp(messagePattern('[#] gave no answer in # ms (tried twice)'));
  expect(pattern.test('[ottercard-7] gave no answer in 3,000 ms (tried twice)')).toBe(true);
  expect(new RegExp(messagePattern('no table "…"')).test('no table `carts`')).toBe(true);
  expect(pattern.test('[ottercard-7] gave an answer in 3,000 ms')).toBe(false);
});

const newest = {
  traceId: '0',
  spanId: '0',
  time: '',
  startTimeUnixNano: '0',
  service: null,
  function: null,
  version: null,
  message: null,
  stack: 'at x',
};

test('an exception is found by what it recorded, another failure by its status', () => {
  expect(groupFilters({ type: 'Timeout', message: null, newest })).toEqual([
    { column: 'exception.type', op: '=', value: 'Timeout' },
  ]);
  expect(groupFilters({ type: null, message: 'no', newest: { ...newest, stack: null } })).toEqual([
    { column: 'status_code', op: '=', value: 'ERROR' },
    { column: 'status_message', op: 'matches', value: '^no' },
  ]);
});

test('groups together are any of them; excluded, none: a span that differs in type or in message stays', () => {
  const timeout = { type: 'Timeout', message: 'no #', newest };
  const [type, message] = groupFilters(timeout);
  expect(groupsFilter([timeout])).toEqual({ filterCombination: 'AND', filters: [type, message] });
  const refused = { type: 'Refused', message: null, newest };
  expect(groupsFilter([timeout, refused])).toEqual({
    filterCombination: 'OR',
    filters: [groupsFilter([timeout]), { column: 'exception.type', op: '=', value: 'Refused' }],
  });
  expect(groupsFilter([timeout, refused], true)).toEqual({
    filterCombination: 'AND',
    filters: [
      {
        filterCombination: 'OR',
        filters: [
          { column: 'exception.type', op: '!=', value: 'Timeout' },
          { column: 'exception.message', op: 'does-not-match', value: '^no .+' },
        ],
      },
      { column: 'exception.type', op: '!=', value: 'Refused' },
    ],
  });
  expect(groupFilters({ type: null, message: null, newest })).toHaveLength(1);
});
