// Whose values a condition may ask for.
import { expect, it } from 'vitest';
import { chosenField } from '../../src/explore/chosen-field.ts';

const FOUND = [
  { key: 'user.plan', types: { string: 3 } },
  { key: 'cart.Items', types: { number: 3 } },
  { key: 'cart.size', types: { number: 1, string: 1 } },
];

it('a name that is only like one of the catalogue has no values', () => {
  expect(chosenField('user.pla', FOUND).asked).toBeNull();
  expect(chosenField('user.plans', FOUND).asked).toBeNull();
  expect(chosenField('user.plan', FOUND)).toEqual({ type: 'string', asked: 'user.plan' });
});

it('another case is the same name, unless there are two', () => {
  expect(chosenField('cart.items', FOUND)).toEqual({ type: 'number', asked: 'cart.items' });
  expect(chosenField('cart.items', [...FOUND, { key: 'CART.items', types: {} }]).asked).toBeNull();
});

it('an older name has the values of the newer one; what has a column can always be asked', () => {
  expect(chosenField('http.status_code', [{ key: 'http.response.status_code', types: { number: 2 } }])).toEqual({
    type: 'number',
    asked: 'http.status_code',
  });
  expect(chosenField('http.route', []).asked).toBe('http.route');
});

it('of mixed types a value stays text; a column of every span has its own list', () => {
  expect(chosenField('cart.size', FOUND).type).toBe('string');
  expect(chosenField('status_code', FOUND).values).toContain('ERROR');
});
