// The columns that a window is too narrow for, and all of them once they are asked for: nothing is hidden for good.
import { useState } from 'react';
import type { Column } from './data-table.tsx';
import { isLeftOut, useNarrowStep } from './window-width.ts';

export interface SeenColumns<Row> {
  readonly columns: readonly Column<Row>[];
  /** How many are left out, those beside a number aside. */
  readonly hidden: number;
  readonly isAll: boolean;
  toggle(): void;
}

export function useSeenColumns<Row>(columns: readonly Column<Row>[]): SeenColumns<Row> {
  const step = useNarrowStep();
  const [isAsked, setAsked] = useState(false);
  const hidden = columns.filter(({ from }) => isLeftOut(from, step)).length;
  const isAll = isAsked && hidden > 0;
  return {
    columns: isAll ? columns.map(({ from: _from, ...column }) => column) : columns,
    hidden,
    isAll,
    toggle: () => setAsked(!isAsked),
  };
}
