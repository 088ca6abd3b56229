// The editor of a condition opens with what the condition has.
import { expect, it } from 'vitest';
import { openedValues } from '../../src/explore/opened-values.ts';

it('a list with its values, one value as text; numbers stay numbers', () => {
  const list = openedValues({ column: 'a', op: 'in', value: ['x', 'y'] }, 'a');
  expect([list.text, list.picked]).toEqual(['', ['x', 'y']]);
  const one = openedValues({ column: 'a', op: '>', value: 12.5 }, 'a');
  expect([one.text, one.picked, one.typed.get('12.5')]).toEqual(['12.5', ['12.5'], 12.5]);
});

it('nothing of another attribute, of a new condition, of one without a value', () => {
  const none = { text: '', picked: [], typed: new Map() };
  expect(openedValues({ column: 'a', op: '=', value: 'x' }, 'b')).toEqual(none);
  expect(openedValues(undefined, 'a')).toEqual(none);
  expect(openedValues({ column: 'a', op: 'exists' }, 'a')).toEqual(none);
});
