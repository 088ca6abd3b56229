// How wide the window is, in the steps that the style sheets know.
import { useSyncExternalStore } from 'react';

/** From the narrowest on. */
const QUERIES = {
  tablet: '(min-width: 720px)',
  desktop: '(min-width: 1280px)',
  wide: '(min-width: 1400px)',
} as const;

export type WidthStep = keyof typeof QUERIES;
export type ColumnFrom = WidthStep | undefined;

const STEPS = Object.keys(QUERIES) as WidthStep[];

/** Whether what is left out below this width is there. */
export function matchesWidth(from: ColumnFrom): boolean {
  return from === undefined || matchMedia(QUERIES[from]).matches;
}

/** The least step that is too wide for the window; null where none is. */
export function useNarrowStep(): WidthStep | null {
  return useSyncExternalStore(subscribe, () => STEPS.find((step) => !matchesWidth(step)) ?? null);
}

/** Whether what begins with `from` is left out where `step` is too wide. */
export function isLeftOut(from: ColumnFrom, step: WidthStep | null): boolean {
  return from !== undefined && step !== null && STEPS.indexOf(from) >= STEPS.indexOf(step);
}

function subscribe(listener: () => void): () => void {
  const lists = Object.values(QUERIES).map((query) => matchMedia(query));
  for (const list of lists) list.addEventListener('change', listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
  };
}
