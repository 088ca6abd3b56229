// Panels in a grid of twelve columns: none covers another, none floats. Pure: each step takes a board's panels and gives the next.
import type { Saved } from '../api/api-types.ts';

export type BoardPanel = NonNullable<Saved['panels']>[number];
export type Direction = 'left' | 'right' | 'up' | 'down';

interface Place {
  readonly column: number;
  readonly row: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const GRID_COLUMNS = 12;
/** Of the API. */
export const MOST_PANELS = 100;
const LEAST_WIDTH = 3;
const LEAST_HEIGHT = 3;
const MOST_HEIGHT = 20;
const NEW_PANEL: Size = { width: 6, height: 5 };

/** Below the others, at the left half, or right where the last row has room. */
export function addPanel(
  panels: readonly BoardPanel[],
  panel: Pick<BoardPanel, 'name' | 'query' | 'sql' | 'text'>,
): readonly BoardPanel[] {
  const last = panels.at(-1);
  const isRoomBeside = last !== undefined && last.column + last.width + NEW_PANEL.width <= GRID_COLUMNS;
  const place = isRoomBeside
    ? { column: last.column + last.width, row: last.row }
    : { column: 0, row: Math.max(0, ...panels.map(({ row, height }) => row + height)) };
  return settled([...panels, { ...panel, ...place, ...NEW_PANEL }]);
}

/** What tells one panel from another while they are moved, changed and taken out: what it asks, which of them; a text is written on. */
export function panelKeys(panels: readonly Pick<BoardPanel, 'query' | 'sql' | 'text'>[]): readonly string[] {
  const seen = new Map<string, number>();
  return panels.map(({ query, sql, text }) => {
    const asked = text === undefined ? `${query} ${sql}` : 'text';
    const count = seen.get(asked) ?? 0;
    seen.set(asked, count + 1);
    return `${asked} ${count}`;
  });
}

export function removePanel(panels: readonly BoardPanel[], index: number): readonly BoardPanel[] {
  return settled(panels.filter((_, at) => at !== index));
}

export function changePanel(
  panels: readonly BoardPanel[],
  index: number,
  change: Partial<Pick<BoardPanel, 'name' | 'view' | 'text'>>,
): readonly BoardPanel[] {
  return panels.map((panel, at) => (at === index ? { ...panel, ...change } : panel));
}

/** To a place, by pointer: what was there gives way downwards. */
export function placePanel(
  panels: readonly BoardPanel[],
  index: number,
  { column, row }: Place,
): readonly BoardPanel[] {
  const panel = panels[index];
  const moved = {
    ...panel,
    column: within(column, 0, GRID_COLUMNS - panel.width),
    row: Math.max(0, row),
  };
  return settled(replaced(panels, index, moved), index);
}

export function sizePanel(
  panels: readonly BoardPanel[],
  index: number,
  { width, height }: Size,
): readonly BoardPanel[] {
  const panel = panels[index];
  const sized = {
    ...panel,
    width: within(width, LEAST_WIDTH, GRID_COLUMNS - panel.column),
    height: within(height, LEAST_HEIGHT, MOST_HEIGHT),
  };
  return settled(replaced(panels, index, sized), index);
}

/** By keys: past the neighbour in that direction, which takes the place that becomes free; else by one column. */
export function movePanel(panels: readonly BoardPanel[], index: number, direction: Direction): readonly BoardPanel[] {
  const panel = panels[index];
  if (direction === 'left' || direction === 'right') return movedSideways(panels, index, direction);
  const neighbours = panels.filter((other, at) => at !== index && shareColumns(other, panel));
  if (direction === 'up') {
    const above = neighbours.filter(({ row }) => row < panel.row);
    return above.length === 0
      ? panels
      : placePanel(panels, index, { ...panel, row: Math.max(...above.map(({ row }) => row)) });
  }
  const below = neighbours.filter(({ row }) => row > panel.row);
  return below.length === 0
    ? panels
    : placePanel(panels, index, { ...panel, row: Math.min(...below.map(({ row }) => row)) + 1 });
}

function movedSideways(
  panels: readonly BoardPanel[],
  index: number,
  direction: 'left' | 'right',
): readonly BoardPanel[] {
  const panel = panels[index];
  const isBeside = ({ column, width, row }: BoardPanel): boolean =>
    row === panel.row &&
    (direction === 'right' ? column === panel.column + panel.width : column + width === panel.column);
  const beside = panels.findIndex(isBeside);
  if (beside < 0)
    return placePanel(panels, index, { ...panel, column: panel.column + (direction === 'right' ? 1 : -1) });
  const [left, right] = direction === 'right' ? [index, beside] : [beside, index];
  const swapped = replaced(replaced(panels, right, { ...panels[right], column: panels[left].column }), left, {
    ...panels[left],
    column: panels[left].column + panels[right].width,
  });
  return settled(swapped, index);
}

/** As a screen reader says them, and a phone shows them one below the other. */
export function inReadingOrder(panels: readonly BoardPanel[]): readonly BoardPanel[] {
  return readingOrder(panels).map((index) => panels[index]);
}

export function readingOrder(panels: readonly BoardPanel[]): readonly number[] {
  return panels
    .map((_, index) => index)
    .sort((one, other) => panels[one].row - panels[other].row || panels[one].column - panels[other].column);
}

/** Each as far up as it goes; where two want one place the first of them has it. */
function settled(panels: readonly BoardPanel[], first = -1): readonly BoardPanel[] {
  const order = [...readingOrder(panels)].sort(
    (one, other) => panels[one].row - panels[other].row || Number(other === first) - Number(one === first),
  );
  const placed: BoardPanel[] = [];
  const rows = new Map<number, number>();
  for (const index of order) {
    const panel = panels[index];
    const isFree = (row: number): boolean => placed.every((other) => !isCovered({ ...panel, row }, other));
    let { row } = panel;
    while (!isFree(row)) row += 1;
    while (row > 0 && isFree(row - 1)) row -= 1;
    placed.push({ ...panel, row });
    rows.set(index, row);
  }
  return panels.map((panel, index) => ({ ...panel, row: rows.get(index) ?? panel.row }));
}

function isCovered(one: BoardPanel, other: BoardPanel): boolean {
  return shareColumns(one, other) && one.row < other.row + other.height && other.row < one.row + one.height;
}

function shareColumns(one: BoardPanel, other: BoardPanel): boolean {
  return one.column < other.column + other.width && other.column < one.column + one.width;
}

function replaced(panels: readonly BoardPanel[], index: number, panel: BoardPanel): readonly BoardPanel[] {
  return panels.map((one, at) => (at === index ? panel : one));
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
