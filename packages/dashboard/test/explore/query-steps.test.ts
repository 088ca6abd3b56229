// Steps of a question.
import { decodeQuery } from '@tracelake/query/structured';
import { expect, it } from 'vitest';
import { compareRequest } from '../../src/explore/compare-request.ts';
import { pickedFilters } from '../../src/explore/picked-spans.ts';
import {
  addFilter,
  isAnyEnough,
  narrow,
  orderOf,
  setBreakdown,
  setCalculation,
  setCombination,
  setOrder,
  timeBox,
  whereBox,
} from '../../src/explore/query-steps.ts';
import { exploreSearch, groupedBy } from '../../src/explore/starting-query.ts';
import { valueFilter } from '../../src/explore/value-filter.ts';
import { parseSearch, searchText } from '../../src/page-address.ts';
import { bucketSeconds } from '../../src/time/bucket-seconds.ts';

const QUERY = groupedBy('user.plan');
const BOX = {
  start: '2026-11-22T14:02:00.000Z',
  end: '2026-11-22T14:44:00.000Z',
  column: 'duration_ms',
  low: 1900,
  high: 13_500,
};

it('a filter that is there is not added again', () => {
  const filter = valueFilter('user.plan', 'pro');
  expect(addFilter(filter)(addFilter(filter)(QUERY)).filters).toEqual([{ column: 'user.plan', op: '=', value: 'pro' }]);
});

it('a missing value is a condition, too', () => {
  expect(valueFilter('a', null)).toEqual({ column: 'a', op: 'does-not-exist' });
  expect(valueFilter('a', null, true)).toEqual({ column: 'a', op: 'exists' });
});

it('what an order names goes with it', () => {
  const ordered = setOrder({ op: 'ERROR_RATE', order: 'descending' })(QUERY);
  expect(setCalculation(2, null)(ordered).orders).toEqual([]);
  expect(setBreakdown(0, null)(setOrder({ column: 'user.plan' })(QUERY)).orders).toEqual([]);
  expect(orderOf(QUERY)).toEqual({ op: 'COUNT', order: 'descending' });
});

it('the question goes through the address and back', () => {
  const query = addFilter({ column: 'url.path', op: 'contains', value: `a&b=c+d%20'"ü` })(QUERY);
  const text = searchText({ q: exploreSearch(query), start: '-4h', box: 'a,b' });
  const read = parseSearch(text);
  expect(decodeQuery(read['q'])).toEqual(query);
  expect([read['start'], read['box']]).toEqual(['-4h', 'a,b']);
});

const NOTHING = { box: null, preset: null, picked: null };

it('a box becomes conditions, a selection, and the spans in it', () => {
  expect(whereBox(BOX)(QUERY).filters).toEqual([
    { column: 'duration_ms', op: '>=', value: 1900 },
    { column: 'duration_ms', op: '<', value: 13_500 },
  ]);
  expect(whereBox(timeBox(BOX.start, BOX.end))(QUERY)).toBe(QUERY);
  expect(compareRequest(QUERY, { ...NOTHING, box: BOX })?.selection).toEqual({ box: BOX });
  expect(compareRequest(QUERY, NOTHING)).toBeNull();
  expect(
    pickedFilters(
      { ...QUERY, filters: [valueFilter('a', 1), valueFilter('b', 2)], filterCombination: 'OR' },
      { ...NOTHING, preset: 'errors' },
    ),
  ).toHaveLength(2);
});

it('buckets are round', () => {
  const hours = (count: number) => ({ startMs: 0, endMs: count * 3_600_000 });
  expect([1, 4, 24, 720].map((count) => bucketSeconds(hours(count)))).toEqual([30, 120, 900, 21_600]);
});

it('any or all of the conditions: a value that is picked narrows either', () => {
  const [one, two, three] = ['a', 'b', 'c'].map((value) => valueFilter('user.plan', value));
  const any = setCombination('OR')({ filters: [one, two] });
  expect(isAnyEnough(any)).toBe(true);
  expect(setCombination('AND')(any)).toEqual({ filters: [one, two] });
  expect(narrow(three)(any)).toEqual({ filters: [{ filters: [one, two], filterCombination: 'OR' }, three] });
  expect(narrow(three)({ filters: [one] })).toEqual({ filters: [one, three] });
});

it('an order behind the first stays where the first is changed', () => {
  const orders = [
    { op: 'COUNT', order: 'descending' },
    { column: 'user.plan', order: 'ascending' },
  ] as const;
  expect(setOrder({ op: 'COUNT', order: 'ascending' })({ orders }).orders?.[1]).toEqual(orders[1]);
});

it('the slowest are those from where their tenth begins', () => {
  const picked = pickedFilters({ filters: [] }, { box: null, preset: 'slowest', picked: null }, 120);
  expect(picked).toEqual([{ column: 'duration_ms', op: '>=', value: 120 }]);
});
