// Rows of a table are told apart by name, also those that have one key.
import { expect, it } from 'vitest';
import { rowNames } from '../../src/ui/current-row.ts';

it('a key that comes again is another name, and the same one the next time', () => {
  const rows = ['a', 'b', 'a', 'c', 'a'];
  expect(rowNames(rows, (row) => row)).toEqual(['a', 'b', 'a 2', 'c', 'a 3']);
  expect(rowNames(['c', 'a', 'b'], (row) => row)).toEqual(['c', 'a', 'b']);
});
