// The row of a table that keys are at: known by its name, so that it is the same one wherever the next answer has it. Where that has it no more,
// it is the row in its place, and the focus goes there with it.
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

export interface CurrentRow {
  /** -1 before one was chosen. */
  readonly at: number;
  choose(at: number): void;
  /** Of the table's body. */
  readonly focusEvents: { readonly onFocus: () => void; readonly onBlur: () => void };
}

/** @param chosen what is open beside the table when it is first drawn: keys begin there */
export function useCurrentRow(
  body: RefObject<HTMLElement | null>,
  names: readonly string[],
  chosen: string | undefined,
): CurrentRow {
  const [name, setName] = useState<string | null>(chosen ?? null);
  const place = useRef(-1);
  const found = name === null ? -1 : names.indexOf(name);
  if (found >= 0) place.current = found;
  const at = Math.min(place.current, names.length - 1);
  const hasFocus = useRef(false);
  // A focus that is taken away with its row is heard of by nobody.
  useLayoutEffect(() => {
    if (!hasFocus.current || document.activeElement !== document.body) return;
    hasFocus.current = false;
    body.current?.querySelector<HTMLElement>(`tr[data-index="${at}"]`)?.focus({ preventScroll: true });
  });
  return {
    at,
    choose: (next) => setName(names[next] ?? null),
    focusEvents: {
      onFocus: () => {
        hasFocus.current = true;
      },
      onBlur: () => {
        hasFocus.current = false;
      },
    },
  };
}

/** Two rows may have one key, as a span that was received twice has: the second of them is still another row. */
export function rowNames<Row>(rows: readonly Row[], rowKey: (row: Row) => string): readonly string[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const key = rowKey(row);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1 ? key : `${key} ${count}`;
  });
}
