// A part of the time drawn on a chart: by keys, or by touch after a long press. The mouse drags by uPlot's own means.
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { useKeys } from '../keys/use-keys.ts';
import { useBoxDrag } from './box-drag.ts';
import { type CellBox, movedBox } from './heatmap-box.ts';

interface TimeBoxParts {
  readonly plot: RefObject<HTMLElement | null>;
  /** Of buckets. */
  readonly count: number;
  readonly bucketAt: (event: PointerEvent) => number;
  /** Whether the key that begins a box is this chart's. */
  readonly isBoxed: boolean;
  readonly onBegin: () => void;
  /** The first and the last bucket. */
  readonly onPick: (first: number, last: number, by: 'keys' | 'touch') => void;
}

const ARROWS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
/** Where a box by keys begins: the end of the range is what most people ask about. */
const BEGUN_SHARE = 0.6;

export function useTimeBox({ plot, count, bucketAt, isBoxed, onBegin, onPick }: TimeBoxParts) {
  const [sketch, setDrawn] = useState<CellBox | null>(null);
  // With fewer buckets than before it may stand beyond the last.
  const drawn = sketch !== null && sketch.right < count ? sketch : null;
  const finish = ({ left, right }: CellBox, by: 'keys' | 'touch'): void => {
    setDrawn(null);
    onPick(left, right, by);
  };
  const { handlers } = useBoxDrag({
    plot,
    cellAt: (event) => ({ column: bucketAt(event), row: 0 }),
    picked: null,
    drawn,
    onDraw: setDrawn,
    onFinish: (box) => finish(box, 'touch'),
    onPress: () => {},
  });
  const byTouch = (handle: (event: PointerEvent) => void) => (event: PointerEvent) => {
    if (event.pointerType === 'touch') handle(event);
  };
  const begin = (): void => {
    setDrawn({ left: Math.floor(count * BEGUN_SHARE), right: count - 1, bottom: 0, top: 0 });
    onBegin();
  };
  useKeys(isBoxed ? { beginBox: begin } : {});
  return {
    drawn,
    handlers: {
      onPointerDown: byTouch(handlers.onPointerDown),
      onPointerMove: byTouch(handlers.onPointerMove),
      onPointerUp: byTouch(handlers.onPointerUp),
      onPointerCancel: byTouch(handlers.onPointerCancel),
      onContextMenu: handlers.onContextMenu,
    },
    /** @returns whether the key was for the box */
    pressed: (event: KeyboardEvent): boolean => {
      if (drawn === null) return false;
      const by = ARROWS[event.key];
      const grid = { columns: { length: count }, rows: { length: 1 } };
      if (by !== undefined) setDrawn(movedBox(grid, drawn, { column: by, row: 0 }, event.shiftKey));
      else if (event.key === 'Enter') finish(drawn, 'keys');
      else if (event.key === 'Escape') setDrawn(null);
      else return false;
      return true;
    },
  };
}
