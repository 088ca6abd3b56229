// A drag of a panel's head or corner, in whole cells of the grid; the threshold of 4 px is within half a cell.
import { type PointerEvent, useRef } from 'react';
import { GRID_COLUMNS } from './board-grid.ts';

/** As in the style sheet of the grid. */
export const ROW_PX = 40;
export const GAP_PX = 12;

export interface PanelDrag {
  readonly does: 'move' | 'size';
  readonly columns: number;
  readonly rows: number;
  readonly isEnd: boolean;
}

/** Handlers for the part that is dragged; a pointer that is lost leaves the panel where it was. */
export function usePanelDrag(does: PanelDrag['does'], onDrag: (drag: PanelDrag) => void) {
  const from = useRef<{ readonly x: number; readonly y: number; readonly columnPx: number } | null>(null);
  const last = useRef({ columns: 0, rows: 0 });
  const end = (columns: number, rows: number): void => {
    if (from.current === null) return;
    from.current = null;
    onDrag({ does, columns, rows, isEnd: true });
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>): void => {
      const grid = event.currentTarget.closest('[data-panel]')?.parentElement;
      if (event.button !== 0 || !grid || (event.target as HTMLElement).closest('[aria-haspopup]') !== null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, y: event.clientY, columnPx: (grid.clientWidth + GAP_PX) / GRID_COLUMNS };
      last.current = { columns: 0, rows: 0 };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>): void => {
      if (from.current === null) return;
      const columns = Math.round((event.clientX - from.current.x) / from.current.columnPx);
      const rows = Math.round((event.clientY - from.current.y) / (ROW_PX + GAP_PX));
      if (columns === last.current.columns && rows === last.current.rows) return;
      last.current = { columns, rows };
      onDrag({ does, columns, rows, isEnd: false });
    },
    onPointerUp: (): void => end(last.current.columns, last.current.rows),
    onPointerCancel: (): void => end(0, 0),
  };
}
