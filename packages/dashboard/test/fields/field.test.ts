// What a field's types mean for its values, and the shares of its frequent ones.
import { expect, it } from 'vitest';
import { isNumberField, topShares, typedValue, typesText, valuesText } from '../../src/fields/field.ts';

it('a value becomes what its field holds', () => {
  expect(typedValue({ types: { number: 3 } }, '1200')).toBe(1200);
  expect(typedValue({ types: { boolean: 3 } }, 'false')).toBe(false);
  expect(typedValue({ types: { string: 3 } }, '1200')).toBe('1200');
  expect(typedValue({ types: { number: 3 } }, '')).toBe('');
  expect(typedValue({ types: { number: 3, string: 1 } }, '12')).toBe('12');
});

it('types are named as people say them', () => {
  expect(typesText({ types: { string: 1, number: 2, boolean: 3 } })).toBe('text, number, yes or no');
  expect(isNumberField({ types: { string: 1, number: 2 } })).toBe(true);
  expect(isNumberField({ types: { string: 1 } })).toBe(false);
});

it('shares are of the rows that have it', () => {
  const top = [
    { value: 'a', count: 50 },
    { value: 'b', count: 25 },
  ];
  expect(topShares({ top, rows: 100 })).toEqual([0.5, 0.25]);
  expect(topShares({ top, rows: 0 })).toEqual([]);
});

it('few values are named, many counted', () => {
  const top = [
    { value: 'a', count: 3 },
    { value: '', count: 1 },
  ];
  expect(valuesText({ top, distinct: 2, types: { string: 4 } })).toBe('a, (empty)');
  expect(valuesText({ top, distinct: 2, types: { number: 4 } })).toBe('2 values');
  expect(valuesText({ top, distinct: 472, types: { string: 4 } })).toBe('≈ 472 values');
});
