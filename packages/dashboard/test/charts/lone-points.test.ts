// What has no neighbour is a dot, however many values the line has.
import { expect, it } from 'vitest';
import { lonePoints } from '../../src/charts/lone-points.ts';

it.each([
  [
    [1, null, 2, 3, null, 4, null, 5],
    [0, 5, 7],
  ],
  [[null, 7, null], [1]],
  [[1, 2, 3], []],
  [[5], [0]],
  [[null, null], []],
])('%j', (values, lone) => expect(lonePoints(values)).toEqual(lone));
