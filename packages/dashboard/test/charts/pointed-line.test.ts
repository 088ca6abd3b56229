// Which line the pointer means.
import { expect, it } from 'vitest';
import { nearestLine } from '../../src/charts/pointed-line.ts';

it.each([
  [[10, 40, null], 34, 1],
  [[10, 40, null], 12, 0],
  [[10, 100], 60, null],
  [[null, null], 5, null],
  [[30, 30], 31, 0],
])('of %j at %d', (heights, pointer, line) => expect(nearestLine(heights, pointer)).toBe(line));
