// A board's panels after any steps: none covers another, none leaves the twelve columns, none floats, none is lost.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addPanel,
  type BoardPanel,
  GRID_COLUMNS,
  movePanel,
  panelKeys,
  placePanel,
  readingOrder,
  removePanel,
  sizePanel,
} from '../../src/boards/board-grid.ts';

const board = (...names: readonly string[]): readonly BoardPanel[] =>
  names.reduce<readonly BoardPanel[]>((panels, name) => addPanel(panels, { name, query: 'q' }), []);
const namesInOrder = (panels: readonly BoardPanel[]): readonly string[] =>
  readingOrder(panels).map((index) => panels[index].name);

const step = fc.oneof(
  fc.record({ does: fc.constant('move' as const), direction: fc.constantFrom('left', 'right', 'up', 'down') }),
  fc.record({ does: fc.constant('place' as const), column: fc.integer({ min: -3, max: 14 }), row: fc.nat(30) }),
  fc.record({ does: fc.constant('size' as const), width: fc.integer({ min: -2, max: 20 }), height: fc.nat(30) }),
);

it('never covers, floats, leaves the grid or loses a panel', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.tuple(fc.nat(), step), { maxLength: 20 }),
      (count, steps) => {
        const names = Array.from({ length: count }, (_, at) => `panel ${at}`);
        const panels = steps.reduce(
          (before, [any, one]) => {
            const index = any % before.length;
            if (one.does === 'move') return movePanel(before, index, one.direction);
            return one.does === 'place' ? placePanel(before, index, one) : sizePanel(before, index, one);
          },
          board(...names),
        );
        expect(panels.map(({ name }) => name)).toEqual(names);
        const cells = new Map<string, string>();
        for (const { name, column, row, width, height } of panels) {
          expect(column).toBeGreaterThanOrEqual(0);
          expect(column + width).toBeLessThanOrEqual(GRID_COLUMNS);
          for (let x = column; x < column + width; x += 1)
            for (let y = row; y < row + height; y += 1) {
              expect(cells.get(`${x} ${y}`), `${name} at ${x} ${y}`).toBeUndefined();
              cells.set(`${x} ${y}`, name);
            }
        }
        for (const { column, row, width } of panels) {
          const above = Array.from({ length: width }, (_, at) => cells.get(`${column + at} ${row - 1}`));
          if (row > 0) expect(above.some((name) => name !== undefined)).toBe(true);
        }
      },
    ),
  );
});

it('two new panels stand side by side, the third below', () => {
  expect(board('a', 'b', 'c').map(({ column, row }) => [column, row])).toEqual([
    [0, 0],
    [6, 0],
    [0, 5],
  ]);
});

it('moved by keys a panel and its neighbour change places', () => {
  const panels = board('a', 'b', 'c', 'd');
  expect(namesInOrder(movePanel(panels, 0, 'right'))).toEqual(['b', 'a', 'c', 'd']);
  expect(namesInOrder(movePanel(panels, 3, 'left'))).toEqual(['a', 'b', 'd', 'c']);
  expect(namesInOrder(movePanel(panels, 2, 'up'))).toEqual(['c', 'b', 'a', 'd']);
  expect(namesInOrder(movePanel(panels, 1, 'down'))).toEqual(['a', 'd', 'c', 'b']);
  expect(movePanel(panels, 0, 'up')).toEqual(panels);
  expect(movePanel(panels, 0, 'left')).toEqual(panels);
});

it('one that is taken out leaves no gap', () => {
  expect(removePanel(board('a', 'b', 'c'), 0).map(({ name, row }) => [name, row])).toEqual([
    ['b', 0],
    ['c', 0],
  ]);
});

it('a panel keeps its key while others are moved and taken out, and a text while it is written', () => {
  const [one, two] = [{ query: 'a' }, { query: 'b' }];
  expect(panelKeys([one, two, two])[1]).toBe(panelKeys([two])[0]);
  expect(new Set(panelKeys([one, one, two, { sql: 'a' }])).size).toBe(4);
  expect(panelKeys([{ text: 'Read me' }])).toEqual(panelKeys([{ text: 'Read me now' }]));
});
