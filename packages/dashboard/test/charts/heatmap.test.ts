// Cells of a heatmap and the box on them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  boxBetween,
  boxCount,
  boxText,
  CORNERS,
  cellsOf,
  insideOf,
  movedBox,
  oppositeCorner,
  parseBox,
  selectionOf,
} from '../../src/charts/heatmap-box.ts';
import { type Heatmap, heatmapGrid, heatStep } from '../../src/charts/heatmap-grid.ts';

const START = Date.parse('2026-11-22T13:45:00Z');

function heatmapOf(buckets: number, cells: number, counts: Heatmap['counts']): Heatmap {
  return {
    column: 'duration_ms',
    scale: 'log',
    granularitySeconds: 30,
    times: Array.from({ length: buckets }, (_, index) => new Date(START + index * 30_000).toISOString()),
    cells: Array.from({ length: cells }, (_, index) => ({ low: 2 ** (index / 4), high: 2 ** ((index + 1) / 4) })),
    counts,
    sql: '',
  };
}

const heatmaps = fc
  .record({ buckets: fc.integer({ min: 1, max: 300 }), cells: fc.integer({ min: 1, max: 150 }) })
  .chain(({ buckets, cells }) =>
    fc
      .array(fc.tuple(fc.nat(buckets - 1), fc.nat(cells - 1), fc.integer({ min: 1, max: 500 })), {
        minLength: 1,
        maxLength: 80,
      })
      .map((counts) => heatmapOf(buckets, cells, counts)),
  );

it('no span is lost by merging, columns are wide enough, rows are few enough', () => {
  fc.assert(
    fc.property(heatmaps, fc.integer({ min: 200, max: 2000 }), (heatmap, width) => {
      const grid = heatmapGrid(heatmap, width);
      const all = { left: 0, right: grid.columns.length - 1, bottom: 0, top: grid.rows.length - 1 };
      expect(boxCount(grid, all)).toBe(heatmap.counts.reduce((sum, [, , spans]) => sum + spans, 0));
      expect(grid.columns.length === 1 || width / grid.columns.length >= 8).toBe(true);
      expect(grid.rows.length).toBeLessThanOrEqual(60);
    }),
  );
});

it('a box comes back from the address as the cells it was drawn on', () => {
  fc.assert(
    fc.property(heatmaps, fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), (heatmap, [a, b, c, d]) => {
      const grid = heatmapGrid(heatmap, 1200);
      const [columns, rows] = [grid.columns.length, grid.rows.length];
      const box = boxBetween({ column: a % columns, row: b % rows }, { column: c % columns, row: d % rows });
      const read = parseBox(boxText(selectionOf(grid, 'duration_ms', box)));
      expect(read).not.toBeNull();
      expect(cellsOf(grid, read!)).toEqual(box);
    }),
  );
});

it('a box in the bottom row takes what lies off the scale: it is drawn there', () => {
  const heatmap = heatmapOf(2, 80, [
    [0, 0, 1],
    [0, 60, 999],
  ]);
  const bottom = { left: 0, right: 1, bottom: 0, top: 0 };
  const grid = heatmapGrid(heatmap, 1000);
  expect(boxCount(grid, bottom)).toBe(1);
  expect(selectionOf(grid, 'duration_ms', bottom)).toMatchObject({ low: 1, high: grid.rows[0].high });
  expect(selectionOf(grid, 'duration_ms', { ...bottom, bottom: 1, top: 1 }).low).toBe(grid.rows[1].low);
  // Zero has no cell of its own on a logarithmic scale.
  const zero = heatmapGrid({ ...heatmap, cells: [null, ...heatmap.cells.slice(1)] }, 1000);
  expect(selectionOf(zero, 'duration_ms', bottom).low).toBe(0);
});

it('a box is moved whole and stays on the chart', () => {
  const grid = heatmapGrid(
    heatmapOf(20, 20, [
      [0, 0, 1],
      [19, 19, 1],
    ]),
    1000,
  );
  const box = { left: 15, right: 18, bottom: 2, top: 4 };
  expect(movedBox(grid, box, { column: 9, row: -9 }, false)).toEqual({ left: 16, right: 19, bottom: 0, top: 2 });
});

it.each(['', 'a,b,c', '2026-11-22T13:45:00Z,2026-11-22T13:40:00Z,1,2,duration_ms'])('%j is no box', (text) =>
  expect(parseBox(text)).toBeNull(),
);

it('steps go by the logarithm', () => {
  expect([0, 1, 3, 30, 180].map((count) => heatStep(count, { fewest: 1, most: 180 }))).toEqual([0, 1, 2, 4, 6]);
  expect([40, 60, 90, 200].map((count) => heatStep(count, { fewest: 40, most: 200 }))).toEqual([1, 2, 4, 6]);
  expect(heatStep(7, { fewest: 7, most: 7 })).toBe(1);
});

it('a corner is dragged from the one across', () => {
  const box = { left: 2, right: 5, bottom: 1, top: 7 };
  const corner = { column: 9, row: 9 };
  expect(CORNERS.map((name) => boxBetween(oppositeCorner(box, name), corner))).toEqual([
    { left: 5, right: 9, bottom: 1, top: 9 },
    { left: 2, right: 9, bottom: 1, top: 9 },
    { left: 5, right: 9, bottom: 7, top: 9 },
    { left: 2, right: 9, bottom: 7, top: 9 },
  ]);
});

it.each([
  ['of whole numbers', Array.from({ length: 40 }, (_, i) => ({ low: i, high: i === 39 ? 40 + 7e-15 : i + 1 }))],
  [
    'that lie close together',
    Array.from({ length: 40 }, (_, i) => ({ low: 1_764_540_000 + i, high: 1_764_540_001 + i })),
  ],
])('on a linear scale %s a box in the top row keeps its edges over the address', (_, cells) => {
  const grid = heatmapGrid({ ...heatmapOf(2, 40, [[0, 39, 3]]), scale: 'linear', cells }, 1000);
  const top = { left: 0, right: 1, bottom: 39, top: 39 };
  const picked = selectionOf(grid, 'size', top);
  expect(parseBox(boxText(picked))).toEqual(picked);
  expect(cellsOf(grid, picked)).toEqual(top);
});

it('of a box that was drawn on a larger one there is what lies on it', () => {
  const grid = heatmapGrid(
    heatmapOf(3, 5, [
      [0, 0, 1],
      [2, 4, 1],
    ]),
    1000,
  );
  expect(insideOf(grid, { left: 1, right: 9, bottom: 2, top: 30 })).toEqual({ left: 1, right: 2, bottom: 2, top: 4 });
});
