// A table's verbs by pointer: their code comes when a pointer or the focus first comes to a row, and at once where nothing hovers.
import { lazy, type ReactNode, type RefObject, useState } from 'react';
import { LateExtra } from './late-extra.tsx';
import type { ValueKeys } from './value-keys.ts';

const CellDoors = lazy(async () => ({ default: (await import('./cell-doors.tsx')).CellDoors }));

export interface CellDoorsFrame {
  /** Of what holds the table. */
  readonly wake: { readonly onPointerOver: () => void; readonly onFocus: () => void };
  /** Opens the menu of this cell, or of the first value of this row. */
  ask(target: Element | null | undefined): void;
  of(body: RefObject<HTMLTableSectionElement | null>, keysOf: (row: string, column: string) => ValueKeys): ReactNode;
}

export function useCellDoors(): CellDoorsFrame {
  const [isAwake, setAwake] = useState(() => matchMedia('(hover: none)').matches);
  const [asked, setAsked] = useState<{ readonly target: Element } | null>(null);
  const wake = (): void => setAwake(true);
  return {
    wake: { onPointerOver: wake, onFocus: wake },
    ask: (target) => {
      wake();
      if (target) setAsked({ target });
    },
    of: (body, keysOf) =>
      isAwake && (
        <LateExtra>
          <CellDoors body={body} keysOf={keysOf} asked={asked} />
        </LateExtra>
      ),
  };
}
