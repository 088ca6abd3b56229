// Which rows of a long table are drawn, and that the others have their room.
import { expect, it } from 'vitest';
import { drawnRows, rowsInWindow } from '../../src/ui/window-rows.ts';

const ROW = 30;

it('rows in the window and twelve beside it are drawn, and none that do not exist', () => {
  expect(rowsInWindow({ topPx: 100, windowPx: 600, rowPx: ROW }, 1000)).toEqual({ first: 0, end: 29 });
  expect(rowsInWindow({ topPx: -3000, windowPx: 600, rowPx: ROW }, 1000)).toEqual({ first: 88, end: 133 });
  expect(rowsInWindow({ topPx: -3000, windowPx: 600, rowPx: ROW }, 105)).toEqual({ first: 88, end: 105 });
  expect(rowsInWindow({ topPx: -9000, windowPx: 600, rowPx: ROW }, 105)).toEqual({ first: 105, end: 105 });
});

it.each([
  ['above', 3, 88],
  ['inside', 90, 88],
  ['below', 999, 88],
  ['none', -1, 0],
  ['of the last that are left', 5, 1000],
])('the kept row is drawn once where it lies, %s, and the table is as high as all rows', (_name, kept, first) => {
  const { rows, belowPx } = drawnRows({ first, end: first + 20 }, { kept, count: 1000, rowPx: ROW });
  const indices = rows.map(({ index }) => index);
  expect(indices).toEqual([...new Set(indices)].sort((one, other) => one - other));
  if (kept >= 0) expect(indices).toContain(kept);
  let heightPx = 0;
  for (const { index, gapPx } of rows) {
    heightPx += gapPx;
    expect(heightPx).toBe(index * ROW);
    heightPx += ROW;
  }
  expect(heightPx + belowPx).toBe(1000 * ROW);
});
