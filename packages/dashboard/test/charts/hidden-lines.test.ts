// Lines seen alone and lines hidden.
import { expect, test } from 'vitest';
import { afterPress } from '../../src/charts/hidden-lines.ts';

const ALL = ['a', 'b', 'c'];
const press = (hidden: readonly string[], label: string, isShift: boolean) =>
  [...afterPress(new Set(hidden), ALL, label, isShift)].sort().join('');

test('a press sees one alone, the next all again, or another alone', () => {
  expect(press([], 'b', false)).toBe('ac');
  expect(press(['a', 'c'], 'b', false)).toBe('');
  expect(press(['a', 'c'], 'c', false)).toBe('ab');
});

test('with shift one is hidden, or shown again', () => {
  expect(press([], 'b', true)).toBe('b');
  expect(press(['a', 'b'], 'b', true)).toBe('a');
});
