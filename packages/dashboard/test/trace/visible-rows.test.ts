// What is closed stays closed where the same spans stand in another order, or among more.
import { expect, it } from 'vitest';
import { sameRows } from '../../src/trace/visible-rows.ts';
import { modelOf, span } from './model-of.ts';

it('finds the spans again, by id and kind', () => {
  const [root, late] = [span('root', null, 0, 100), span('late', 'root', 50, 10)];
  const before = modelOf([root, late]);
  const now = modelOf([root, span('early', 'root', 10, 10), late]);
  expect([...sameRows(new Set([1]), before, now)]).toEqual([2]);
  expect([...sameRows(new Set([1]), before, modelOf([root]))]).toEqual([]);
});
