// A box drawn by pointer: dragged anew, or by one of its four handles; by touch after a long press, so that the page still scrolls.
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { boxBetween, type Cell, type CellBox, oppositeCorner } from './heatmap-box.ts';

/** A shorter drag is a click. */
const DRAG_PX = 4;
const LONG_PRESS_MS = 350;
/** A finger is never quite still. */
const STILL_PX = 8;

interface BoxDragParts {
  readonly plot: RefObject<HTMLElement | null>;
  readonly cellAt: (event: PointerEvent) => Cell;
  readonly picked: CellBox | null;
  readonly drawn: CellBox | null;
  readonly onDraw: (box: CellBox | null) => void;
  readonly onFinish: (box: CellBox) => void;
  readonly onPress: (cell: Cell) => void;
}

interface Anchor {
  readonly cell: Cell;
  readonly x: number;
  readonly y: number;
  /** False while a finger may still mean to scroll. */
  readonly isReady: boolean;
}

export function useBoxDrag({ plot, cellAt, picked, drawn, onDraw, onFinish, onPress }: BoxDragParts) {
  const anchor = useRef<Anchor | null>(null);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const end = (): Anchor | null => {
    clearTimeout(waiting.current);
    const { current } = anchor;
    anchor.current = null;
    return current;
  };
  useEffect(() => {
    const element = plot.current;
    // React's listener is passive: it could not keep the page from scrolling while a box is drawn.
    const hold = (event: TouchEvent): void => {
      if (anchor.current?.isReady) event.preventDefault();
    };
    element?.addEventListener('touchmove', hold, { passive: false });
    return () => {
      clearTimeout(waiting.current);
      element?.removeEventListener('touchmove', hold);
    };
  }, [plot]);
  return {
    isDragging: () => anchor.current !== null,
    drop: () => void end(),
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        const corner = (event.target as HTMLElement).dataset['corner'];
        const cell = corner !== undefined && picked !== null ? oppositeCorner(picked, corner) : cellAt(event);
        const isReady = event.pointerType !== 'touch' || corner !== undefined;
        const begun = { cell, x: event.clientX, y: event.clientY, isReady };
        anchor.current = begun;
        const { currentTarget, pointerId } = event;
        if (isReady) currentTarget.setPointerCapture(pointerId);
        else {
          waiting.current = setTimeout(() => {
            anchor.current = { ...begun, isReady: true };
            currentTarget.setPointerCapture(pointerId);
            onDraw(boxBetween(cell, cell));
          }, LONG_PRESS_MS);
        }
      },
      onPointerMove: (event: PointerEvent) => {
        const start = anchor.current;
        if (start === null) return;
        const moved = Math.hypot(event.clientX - start.x, event.clientY - start.y);
        if (!start.isReady) {
          if (moved > STILL_PX) end();
        } else if (moved >= DRAG_PX) onDraw(boxBetween(start.cell, cellAt(event)));
      },
      onPointerUp: (event: PointerEvent) => {
        const start = end();
        if (start === null) return;
        if (drawn !== null) onFinish(drawn);
        else if ((event.target as HTMLElement).dataset['corner'] === undefined) onPress(cellAt(event));
      },
      onPointerCancel: () => {
        end();
        onDraw(null);
      },
      // A long press is no question for the browser's menu.
      onContextMenu: (event: { preventDefault(): void }) => {
        if (anchor.current !== null) event.preventDefault();
      },
    },
  };
}
