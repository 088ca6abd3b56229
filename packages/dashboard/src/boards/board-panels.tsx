// The panels in their grid. While they are arranged: keys move and size the one with the focus, the pointer drags head and corner.
import { useLayoutEffect, useRef, useState } from 'react';
import { useKeys } from '../keys/use-keys.ts';
import {
  type BoardPanel,
  type Direction,
  movePanel,
  panelKeys,
  placePanel,
  readingOrder,
  removePanel,
  sizePanel,
} from './board-grid.ts';
import { BoardPanelFrame } from './board-panel-frame.tsx';
import styles from './board-panels.module.css';
import type { PanelDrag } from './panel-drag.ts';
import type { PanelView } from './panel-view.ts';

interface BoardPanelsProps {
  readonly panels: readonly BoardPanel[];
  readonly isArranging: boolean;
  readonly onArrange: (panels: readonly BoardPanel[]) => void;
  readonly onView: (index: number, view: PanelView) => void;
  readonly onText: (index: number, change: { readonly name?: string; readonly text?: string }) => void;
}

export function BoardPanels({ panels, isArranging, onArrange, onView, onText }: BoardPanelsProps) {
  const grid = useRef<HTMLDivElement>(null);
  /** As they lay when the drag began: every step counts from there, so that what gave way comes back. */
  const before = useRef<readonly BoardPanel[] | null>(null);
  const [said, setSaid] = useState('');
  const takenOut = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (takenOut.current === null) return;
    const index = Math.min(takenOut.current, panels.length - 1);
    takenOut.current = null;
    grid.current?.querySelector<HTMLElement>(`[data-panel="${index}"] button`)?.focus();
  }, [panels.length]);
  const arrange = (next: readonly BoardPanel[], index: number): void => {
    onArrange(next);
    // The panel with the focus is gone: the next one has it.
    if (next.length < panels.length) takenOut.current = index;
    setSaid(next.length < panels.length ? 'Taken out' : placeText(next[index]));
  };
  /** False where no panel has the focus: then the key is someone else's. */
  const onFocused =
    (step: (index: number, direction: Direction) => readonly BoardPanel[]) => (event: KeyboardEvent) => {
      const index = focusedPanel(grid.current);
      if (!isArranging || index === null) return false;
      arrange(step(index, event.key.replace('Arrow', '').toLowerCase() as Direction), index);
    };
  useKeys({
    movePanel: onFocused((index, direction) => movePanel(panels, index, direction)),
    sizePanel: onFocused((index, direction) => sizePanel(panels, index, sizedBy(panels[index], direction))),
    removePanel: onFocused((index) => removePanel(panels, index)),
  });
  const drag = (index: number, { does, columns, rows, isEnd }: PanelDrag): void => {
    before.current ??= panels;
    const from = before.current;
    const panel = from[index];
    if (isEnd) before.current = null;
    arrange(
      does === 'move'
        ? placePanel(from, index, { column: panel.column + columns, row: panel.row + rows })
        : sizePanel(from, index, { width: panel.width + columns, height: panel.height + rows }),
      index,
    );
  };
  const order = readingOrder(panels);
  const keys = panelKeys(panels);
  return (
    <>
      <p className="hidden-text" role="status">
        {isArranging ? said : ''}
      </p>
      <div ref={grid} className={styles.grid}>
        {panels.map((panel, index) => (
          <BoardPanelFrame
            key={keys[index]}
            index={index}
            panel={panel}
            order={order.indexOf(index)}
            isArranging={isArranging}
            onDrag={(change) => drag(index, change)}
            onView={(view) => onView(index, view)}
            onText={(change) => onText(index, change)}
            onMove={(direction) => arrange(movePanel(panels, index, direction), index)}
            onSize={(direction) => arrange(sizePanel(panels, index, sizedBy(panels[index], direction)), index)}
            onRemove={() => arrange(removePanel(panels, index), index)}
          />
        ))}
      </div>
    </>
  );
}

function sizedBy({ width, height }: BoardPanel, direction: Direction): { width: number; height: number } {
  return {
    width: width + (direction === 'right' ? 1 : direction === 'left' ? -1 : 0),
    height: height + (direction === 'down' ? 1 : direction === 'up' ? -1 : 0),
  };
}

function placeText({ name, column, row, width, height }: BoardPanel): string {
  return `${name}: column ${column + 1}, row ${row + 1}, ${width} wide, ${height} high`;
}

function focusedPanel(grid: HTMLElement | null): number | null {
  const focused = document.activeElement;
  // Who writes a text moves in it, not the panel.
  if (focused?.matches('input, textarea')) return null;
  const panel = focused?.closest<HTMLElement>('[data-panel]');
  return panel == null || grid === null || !grid.contains(panel) ? null : Number(panel.dataset['panel']);
}
