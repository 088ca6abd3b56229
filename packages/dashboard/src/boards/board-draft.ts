// A board that is being arranged, kept for the tab until it is done or thrown away: a link, Back or a reload takes nothing that was written.
import { useState } from 'react';
import type { BoardPanel } from './board-grid.ts';

export interface BoardDraft {
  readonly name: string;
  readonly panels: readonly BoardPanel[];
  /** What the draft was made from: it is kept only over this. */
  readonly version: number;
  /** Someone else has changed the board since. */
  readonly isOutdated?: boolean;
}

export function useBoardDraft(id: string): readonly [BoardDraft | null, (draft: BoardDraft | null) => void] {
  const key = `tracelake.board-draft.${id}`;
  const [draft, setDraft] = useState(() => read(key));
  const change = (next: BoardDraft | null): void => {
    setDraft(next);
    if (next === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(next));
  };
  return [draft, change];
}

function read(key: string): BoardDraft | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as BoardDraft | null;
  } catch {
    return null;
  }
}
