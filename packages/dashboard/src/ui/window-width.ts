// How wide the window is, in the steps that the style sheets know.
import { useSyncExternalStore } from 'react';

export type ColumnFrom = 'tablet' | 'desktop' | undefined;

const QUERIES = { tablet: '(min-width: 720px)', desktop: '(min-width: 1280px)' } as const;

/** Whether what is left out below this width is there. */
export function matchesWidth(from: ColumnFrom): boolean {
  return from === undefined || matchMedia(QUERIES[from]).matches;
}

/** The least step that is too wide for the window; null where none is. */
export function useNarrowStep(): 'tablet' | 'desktop' | null {
  return useSyncExternalStore(subscribe, () =>
    matchesWidth('desktop') ? null : matchesWidth('tablet') ? 'desktop' : 'tablet',
  );
}

function subscribe(listener: () => void): () => void {
  const lists = Object.values(QUERIES).map((query) => matchMedia(query));
  for (const list of lists) list.addEventListener('change', listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
  };
}
