// A board that is being arranged, kept for the tab until it is done or thrown away: a link, Back or a reload takes nothing that was written.
import { useState } from 'react';
import { keep, readKept } from '../kept.ts';
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
  const [draft, setDraft] = useState(() => readKept(key, 'sessionStorage') as BoardDraft | null);
  const change = (next: BoardDraft | null): void => {
    setDraft(next);
    keep(key, next, 'sessionStorage');
  };
  return [draft, change];
}
