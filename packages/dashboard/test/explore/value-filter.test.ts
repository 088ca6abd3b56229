// Values as conditions: one, several, absent ones among them, of more attributes than one.
import { expect, it } from 'vitest';
import { cellsFilter } from '../../src/explore/value-filter.ts';

const cells = (...values: readonly unknown[]) => values.map((value) => ({ column: 'a', value }));

it('one value is one condition, several are a list, the same twice is once', () => {
  expect(cellsFilter(cells('x'))).toEqual({ column: 'a', op: '=', value: 'x' });
  expect(cellsFilter(cells('x', 'x'), true)).toEqual({ column: 'a', op: '!=', value: 'x' });
  expect(cellsFilter(cells('x', 'y', 'x'))).toEqual({ column: 'a', op: 'in', value: ['x', 'y'] });
  expect(cellsFilter(cells(1, 2), true)).toEqual({ column: 'a', op: 'not-in', value: [1, 2] });
});

it('an absent one among them is a condition of its own: or, and where they are excluded, and', () => {
  expect(cellsFilter(cells('x', undefined, null))).toEqual({
    filterCombination: 'OR',
    filters: [
      { column: 'a', op: '=', value: 'x' },
      { column: 'a', op: 'does-not-exist' },
    ],
  });
  expect(cellsFilter(cells('x', 'y', null), true)).toEqual({
    filterCombination: 'AND',
    filters: [
      { column: 'a', op: 'not-in', value: ['x', 'y'] },
      { column: 'a', op: 'exists' },
    ],
  });
  expect(cellsFilter(cells(null))).toEqual({ column: 'a', op: 'does-not-exist' });
});

it('values of two attributes are a condition each', () => {
  expect(cellsFilter([...cells('x'), { column: 'b', value: 'z' }])).toEqual({
    filterCombination: 'OR',
    filters: [
      { column: 'a', op: '=', value: 'x' },
      { column: 'b', op: '=', value: 'z' },
    ],
  });
});
