// The names above a chart's picture: as many lines as they need, none beyond its edge.
import { expect, test } from 'vitest';
import { legendPlaces } from '../../src/charts/chart-image.ts';

const named = (...labels: string[]) => labels.map((label) => ({ label, tone: 'base' }));
const widthOf = (label: string): number => label.length * 10;

test('one name says nothing that the title does not', () => {
  expect(legendPlaces(named('COUNT'), 500, widthOf)).toEqual([]);
});

test('names follow each other and go on in a new line where the width ends', () => {
  const places = legendPlaces(named('shop-web', 'shop-cart', 'shop-catalog'), 240, widthOf);
  expect(places.map(({ x }) => x)).toEqual([0, 111, 0]);
  expect(places[1].bottom).toBe(places[0].bottom);
  expect(places[2].bottom).toBe(2 * places[0].bottom);
});

test('a name longer than the picture has a line of its own, not an empty one before it', () => {
  const places = legendPlaces(named('x'.repeat(80), 'y'), 240, widthOf);
  expect(places.map(({ x, bottom }) => [x, bottom / places[0].bottom])).toEqual([
    [0, 1],
    [0, 2],
  ]);
});
