// A box on a heatmap: in cells while it is drawn, in time and value once it is said. Pure.
import type { SelectionBox } from '@tracelake/query/structured';
import type { HeatmapGrid } from './heatmap-grid.ts';

/** Columns and rows, both ends included; row 0 is the lowest. */
export interface CellBox {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

export interface Cell {
  readonly column: number;
  readonly row: number;
}

export function boxBetween(one: Cell, other: Cell): CellBox {
  return {
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
    bottom: Math.min(one.row, other.row),
    top: Math.max(one.row, other.row),
  };
}

export const CORNERS = ['top left', 'top right', 'bottom left', 'bottom right'] as const;

/** What stays where it is while a corner is dragged. */
export function oppositeCorner({ left, right, bottom, top }: CellBox, corner: string): Cell {
  return { column: corner.endsWith('left') ? right : left, row: corner.startsWith('top') ? bottom : top };
}

export function boxCount({ columns, counts }: HeatmapGrid, { left, right, bottom, top }: CellBox): number {
  let sum = 0;
  for (let row = bottom; row <= top; row += 1) {
    for (let column = left; column <= right; column += 1) sum += counts[row * columns.length + column];
  }
  return sum;
}

/** All that is drawn in the cells: in the bottom row, too. */
export function selectionOf({ columns, rows, lowest }: HeatmapGrid, column: string, box: CellBox): SelectionBox {
  return {
    start: new Date(columns[box.left].startMs).toISOString(),
    end: new Date(columns[box.right].endMs).toISOString(),
    column,
    low: box.bottom === 0 ? Math.min(lowest, rows[0].low) : rows[box.bottom].low,
    high: rows[box.top].high,
  };
}

/** The cells a selection lies on; null where it misses the chart. */
export function cellsOf({ columns, rows }: HeatmapGrid, { start, end, low, high }: SelectionBox): CellBox | null {
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  // A hair's breadth off an edge is the edge: edges went through text.
  const inTime = columns.flatMap((column, index) => (column.endMs > startMs && column.startMs < endMs ? [index] : []));
  const inValue = rows.flatMap((row, index) => {
    const hair = (row.high - row.low) / 10_000;
    return row.high - hair > low && row.low + hair < high ? [index] : [];
  });
  if (inTime.length === 0 || inValue.length === 0) return null;
  return { left: inTime[0], right: inTime.at(-1)!, bottom: inValue[0], top: inValue.at(-1)! };
}

/** What of the cells there is. */
export function insideOf({ columns, rows }: GridSize, { left, right, bottom, top }: CellBox): CellBox {
  const [lastColumn, lastRow] = [columns.length - 1, rows.length - 1];
  return {
    left: Math.min(left, lastColumn),
    right: Math.min(right, lastColumn),
    bottom: Math.min(bottom, lastRow),
    top: Math.min(top, lastRow),
  };
}

interface GridSize {
  readonly columns: { readonly length: number };
  readonly rows: { readonly length: number };
}

export function movedBox({ columns, rows }: GridSize, box: CellBox, by: Cell, isResize: boolean): CellBox {
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  const [lastColumn, lastRow] = [columns.length - 1, rows.length - 1];
  if (isResize) {
    return {
      ...box,
      right: Math.max(box.left, clamp(box.right + by.column, lastColumn)),
      top: Math.max(box.bottom, clamp(box.top + by.row, lastRow)),
    };
  }
  const across = Math.max(-box.left, Math.min(by.column, lastColumn - box.right));
  const up = Math.max(-box.bottom, Math.min(by.row, lastRow - box.top));
  return { left: box.left + across, right: box.right + across, bottom: box.bottom + up, top: box.top + up };
}

/** `start,end,low,high,column`: in the address. */
export function boxText({ start, end, low, high, column }: SelectionBox): string {
  // In full: the upper edge is the number next to the greatest value, and does not belong to the box.
  return [start, end, low, high, column].join(',');
}

export function parseBox(text: string | undefined): SelectionBox | null {
  const [start, end, low, high, ...column] = (text ?? '').split(',');
  const box = { start, end: end ?? '', low: Number(low), high: Number(high), column: column.join(',') };
  const isWhole = !Number.isNaN(Date.parse(start)) && Date.parse(box.end) > Date.parse(start) && box.high > box.low;
  return isWhole && box.column !== '' ? box : null;
}
