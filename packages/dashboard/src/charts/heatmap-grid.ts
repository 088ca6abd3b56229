// A heatmap's answer as the cells that are drawn: columns of at least eight pixels, forty to sixty rows. Pure.
import type { StructuredAnswer } from '../api/api-types.ts';

export type Heatmap = StructuredAnswer['heatmaps'][number];

export interface HeatmapColumn {
  readonly startMs: number;
  readonly endMs: number;
}

export interface HeatmapRow {
  readonly low: number;
  readonly high: number;
}

export interface HeatmapGrid {
  readonly columns: readonly HeatmapColumn[];
  /** Lowest first. */
  readonly rows: readonly HeatmapRow[];
  /** Of the lowest value in the bottom row, where what lies off the scale is drawn. */
  readonly lowest: number;
  /** Spans by row, then column: `counts[row * columns.length + column]`. */
  readonly counts: Float64Array;
  /** Of cells that are not empty; both zero without any. */
  readonly fewest: number;
  readonly most: number;
}

const LEAST_COLUMN_PX = 8;
const MOST_ROWS = 60;
/** One of them is the gap. */
const LEAST_ROW_PX = 3.3;
/** What lies below the lowest hundredth is drawn in the bottom row. */
const OFF_SCALE_SHARE = 0.01;

export function heatmapGrid(heatmap: Heatmap, widthPx: number, heightPx = Number.POSITIVE_INFINITY): HeatmapGrid {
  const { times, cells, counts, granularitySeconds, scale } = heatmap;
  const columnsMerged = Math.ceil(times.length / Math.max(1, Math.floor(widthPx / LEAST_COLUMN_PX)));
  const columnCount = Math.ceil(times.length / columnsMerged);
  const present = cells.map((cell, index) => ({ cell, index })).filter(({ cell }) => cell !== null);
  if (present.length === 0) return { columns: [], rows: [], lowest: 0, counts: new Float64Array(), fewest: 0, most: 0 };
  const bottom = scale === 'log' ? lowestShown(heatmap) : present[0].index;
  const shown = cells.length - bottom;
  const mostRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(heightPx / LEAST_ROW_PX)));
  const rowsMerged = Math.max(1, Math.ceil(shown / mostRows));
  const rowCount = Math.ceil(shown / rowsMerged);

  const sums = new Float64Array(rowCount * columnCount);
  for (const [time, cell, spans] of counts) {
    const row = Math.max(0, Math.floor((cell - bottom) / rowsMerged));
    sums[row * columnCount + Math.floor(time / columnsMerged)] += spans;
  }
  const filled = sums.filter((count) => count > 0);
  const stepMs = granularitySeconds * 1000;
  return {
    columns: Array.from({ length: columnCount }, (_, index) => {
      const startMs = Date.parse(times[index * columnsMerged]);
      // The last is as long as the others, so that equal widths are equal times.
      return { startMs, endMs: startMs + columnsMerged * stepMs };
    }),
    rows: Array.from({ length: rowCount }, (_, index) => {
      const first = bottom + index * rowsMerged;
      const last = Math.min(cells.length - 1, first + rowsMerged - 1);
      return { low: cells[first]!.low, high: cells[last]!.high };
    }),
    lowest: lowestDrawn(heatmap),
    counts: sums,
    fewest: filled.length === 0 ? 0 : filled.reduce((least, count) => Math.min(least, count)),
    most: filled.length === 0 ? 0 : filled.reduce((most, count) => Math.max(most, count)),
  };
}

/** A cell without bounds has what is not above zero: zero, as good as always. */
function lowestDrawn({ cells, counts }: Heatmap): number {
  const first = counts.reduce((least, [, cell]) => Math.min(least, cell), cells.length);
  return cells[first]?.low ?? 0;
}

/** The cell where the decade below the first hundredth of all spans begins. */
function lowestShown({ cells, counts }: Heatmap): number {
  const byCell = new Float64Array(cells.length);
  for (const [, cell, spans] of counts) byCell[cell] += spans;
  const total = byCell.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  let first = 0;
  while (first < cells.length - 1 && seen + byCell[first] < total * OFF_SCALE_SHARE) seen += byCell[first++];
  const low = cells[first]?.low ?? cells.find((cell) => cell !== null)!.low;
  const decade = 10 ** Math.floor(Math.log10(low));
  const at = cells.findIndex((cell) => cell !== null && cell.high > decade * 1.000001);
  return Math.max(at, cells[0] === null ? 1 : 0);
}

/** Six steps by the logarithm of the count, from the fewest to the most in a cell: 1 to 6, 0 for nothing. */
export function heatStep(count: number, { fewest, most }: Pick<HeatmapGrid, 'fewest' | 'most'>): number {
  if (count <= 0) return 0;
  if (most <= fewest) return 1;
  return 1 + Math.min(5, Math.floor((Math.log(count / fewest) / Math.log(most / fewest)) * 5.999));
}
