// What a group of errors is drawn with.
import { expect, it } from 'vitest';
import { halved } from '../../src/errors/error-group.ts';

it('two bars become one; the last may be alone', () => {
  expect(halved([1, 2, 3, 4])).toEqual([3, 7]);
  expect(halved([1, 2, 3])).toEqual([3, 3]);
  expect(halved([])).toEqual([]);
});
