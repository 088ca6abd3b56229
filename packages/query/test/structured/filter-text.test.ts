// Filters and calculations as they are typed.
import { describe, expect, it } from 'vitest';
import { parseCalculations, parseFieldNames, parseFilters } from '../../src/structured/filter-text.ts';
import { readFilters } from '../../src/structured/read-structured-query.ts';
import type { FilterGroup } from '../../src/structured/structured-query.ts';

const one = (column: string, op: string, value?: unknown) =>
  ({ filters: [{ column, op, ...(value === undefined ? {} : { value }) }], filterCombination: 'AND' }) as FilterGroup;

describe('filters', () => {
  it.each<[string, FilterGroup]>([
    ['status_code = ERROR', one('status_code', '=', 'ERROR')],
    ['service.name="shop-checkout"', one('service.name', '=', 'shop-checkout')],
    ["user.plan != 'it''s'", one('user.plan', '!=', "it's")],
    ['duration_ms >= 5e2', one('duration_ms', '>=', 500)],
    ['start_time_unix_nano < 1795366800000000000', one('start_time_unix_nano', '<', '1795366800000000000')],
    ['http.response.status_code <> 200', one('http.response.status_code', '!=', 200)],
    ['cached = true', one('cached', '=', true)],
    ['"odd name" exists', one('odd name', 'exists')],
    ['x is null', one('x', 'does-not-exist')],
    ['x is not null', one('x', 'exists')],
    ['x does not contain 5', one('x', 'does-not-contain', '5')],
    ['x matches 5', one('x', 'matches', '5')],
    ['x does not match "a|b"', one('x', 'does-not-match', 'a|b')],
    ['x starts-with /api', one('x', 'starts-with', '/api')],
    ['x in (1, "b")', one('x', 'in', [1, 'b'])],
    ['x NOT IN (a)', one('x', 'not-in', ['a'])],
  ])('%s', (text, expected) => {
    expect(parseFilters(text)).toEqual(expected);
  });

  it('binds AND closer than OR, and takes brackets', () => {
    const filter = (column: string) => ({ column, op: '=', value: 1 });
    expect(parseFilters('a = 1 or b = 1 and c = 1')).toEqual({
      filters: [filter('a'), { filters: [filter('b'), filter('c')], filterCombination: 'AND' }],
      filterCombination: 'OR',
    });
    expect(parseFilters('(a = 1 or b = 1) AND c = 1')).toEqual({
      filters: [{ filters: [filter('a'), filter('b')], filterCombination: 'OR' }, filter('c')],
      filterCombination: 'AND',
    });
  });

  it('has brackets inside each other, a hundred at most', () => {
    const nested = (depth: number) => 'a = 1 or (b = 1 and ('.repeat(depth / 2) + 'c = 1' + ')'.repeat(depth);
    expect(readFilters(parseFilters(nested(100)).filters, 'filters')).toHaveLength(2);
    expect(() => parseFilters(nested(102))).toThrow(/more than 100 brackets/);
    expect(() => parseFilters('('.repeat(100_000))).toThrow(/more than 100 brackets/);
    expect(parseFilters(`${'('.repeat(100)}a = 1${')'.repeat(100)}`).filters).toEqual([
      { column: 'a', op: '=', value: 1 },
    ]);
  });

  it.each([
    ['a', /the end comes where an operator/],
    ['a ~ 1', /~ is no operator, at column 3/],
    ['a starts-wth x', /did you mean starts-with/],
    ['a = 1 b', /b is out of place, at column 7/],
    ['a = "x', /" is out of place, at column 5/],
    ['(a = 1', /the end comes where \)/],
    ['a in 1', /1 stands where \( should/],
  ])('refuses %s', (text, message) => {
    expect(() => parseFilters(text)).toThrow(message);
  });
});

describe('calculations and fields', () => {
  it('are lists', () => {
    expect(parseCalculations('count, P95(duration_ms), max("odd name")')).toEqual([
      { op: 'COUNT' },
      { op: 'P95', column: 'duration_ms' },
      { op: 'MAX', column: 'odd name' },
    ]);
    expect(parseFieldNames('service.name, "a, b"')).toEqual(['service.name', 'a, b']);
  });

  it('name what is not known', () => {
    expect(() => parseCalculations('p96(x)')).toThrow(/p96 is no calculation \(did you mean p9/);
    expect(() => parseCalculations('count, p95')).toThrow(/p95 needs a field, as in p95\(duration_ms\), at column 8/);
    expect(() => parseCalculations('count p95(x)')).toThrow(/p95 is out of place/);
  });
});

it('a NOT in front of a condition is told how to negate; a field of that name stays one', () => {
  expect(() => parseFilters('not name = db')).toThrow(/not is no field: negate the operator/);
  expect(parseFilters('not = db').filters).toEqual([{ column: 'not', op: '=', value: 'db' }]);
});

describe('a calculation that is none', () => {
  it('is refused with an example of one', () => {
    expect(() => parseCalculations('cont')).toThrow(
      expect.objectContaining({ hint: 'For example: count, p95(duration_ms).' }),
    );
  });
});
