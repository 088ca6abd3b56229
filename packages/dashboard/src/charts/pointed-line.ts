// The line that is pointed at, in a chart, a legend or a row of groups: every chart of the page shows it stronger than the others.
import { useSyncExternalStore } from 'react';

let pointed: string | null = null;
const listeners = new Set<() => void>();

export function pointAtLine(label: string | null): void {
  if (label === pointed) return;
  pointed = label;
  for (const listener of listeners) listener();
}

export function watchPointedLine(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function pointedLine(): string | null {
  return pointed;
}

export function usePointedLine(): string | null {
  return useSyncExternalStore(watchPointedLine, pointedLine);
}

/** What a name of a line does under the pointer. */
export function pointsAtLine(label: string) {
  return { onPointerEnter: () => pointAtLine(label), onPointerLeave: () => pointAtLine(null) };
}

/** Farther from the pointer a line is not what is meant. */
const NEAR_PX = 24;

/** @param heights of the lines where the pointer is, in pixels; null where a line has a gap @returns which of them is meant */
export function nearestLine(heights: readonly (number | null)[], pointerPx: number): number | null {
  let [nearest, least] = [null as number | null, NEAR_PX];
  heights.forEach((height, at) => {
    const distance = height === null ? Number.POSITIVE_INFINITY : Math.abs(height - pointerPx);
    if (distance < least) [nearest, least] = [at, distance];
  });
  return nearest;
}
