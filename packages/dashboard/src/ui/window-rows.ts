// Which rows of a long table are drawn: those in the window, some beside them, and the one that Tab comes to, wherever it is. All are of one height.
import { type RefObject, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** From the first to the one before the end. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

export interface DrawnRow {
  readonly index: number;
  /** Room for the rows between it and the one drawn before. */
  readonly gapPx: number;
}

interface TablePlace {
  /** Of the first row, in the window; below zero once it has scrolled out. */
  readonly topPx: number;
  readonly windowPx: number;
  readonly rowPx: number;
}

const BESIDE = 12;
/** Before the window was looked at. */
const AT_FIRST: RowWindow = { first: 0, end: 48 };

export function rowsInWindow({ topPx, windowPx, rowPx }: TablePlace, count: number): RowWindow {
  const rowAt = (px: number): number => Math.max(0, Math.min(count, Math.floor(px / rowPx)));
  return { first: rowAt(-topPx - BESIDE * rowPx), end: rowAt(windowPx - topPx + (BESIDE + 1) * rowPx) };
}

/** @param kept drawn even where it lies outside of the window: it has the focus, or would get it */
export function drawnRows(
  { first, end }: RowWindow,
  { kept, count, rowPx }: { readonly kept: number; readonly count: number; readonly rowPx: number },
): { readonly rows: readonly DrawnRow[]; readonly belowPx: number } {
  const inside = Array.from({ length: Math.max(0, Math.min(end, count) - first) }, (_, at) => first + at);
  const indices = kept < first ? [kept, ...inside] : kept >= end && kept < count ? [...inside, kept] : inside;
  const rows = indices.map((index, at) => ({ index, gapPx: (index - (indices[at - 1] ?? -1) - 1) * rowPx }));
  return { rows, belowPx: (count - (indices.at(-1) ?? -1) - 1) * rowPx };
}

/** @param isOn else all are drawn, and the window is not asked where it is scrolled to: that would have all that was just made laid out */
export function useWindowRows(
  body: RefObject<HTMLTableSectionElement | null>,
  { isOn, kept, count, guessPx }: { isOn: boolean; kept: number; count: number; guessPx: number },
): ReturnType<typeof drawnRows> {
  const [seen, setSeen] = useState({ ...AT_FIRST, rowPx: guessPx });
  useLayoutEffect(() => {
    if (!isOn) return;
    const look = (): void => {
      const row = body.current?.querySelector('tr[data-index]');
      if (!row) return;
      const rowPx = row.getBoundingClientRect().height;
      const topPx = body.current!.getBoundingClientRect().top;
      const next = { ...rowsInWindow({ topPx, windowPx: innerHeight, rowPx }, count), rowPx };
      setSeen((last) => (last.first === next.first && last.end === next.end && last.rowPx === rowPx ? last : next));
    };
    look();
    // In the same frame: an empty window is never painted.
    const follow = (): void => flushSync(look);
    const sized = new ResizeObserver(look);
    sized.observe(document.body);
    // Also of a frame that has the table in it.
    addEventListener('scroll', follow, { capture: true, passive: true });
    addEventListener('resize', look);
    return () => {
      sized.disconnect();
      removeEventListener('scroll', follow, { capture: true });
      removeEventListener('resize', look);
    };
  }, [body, isOn, count]);
  const range = isOn ? seen : { first: 0, end: count };
  return drawnRows({ first: Math.min(range.first, count), end: range.end }, { kept, count, rowPx: seen.rowPx });
}
