// Rows of a table that were selected, by their keys; those that a new answer no longer has are none.
import { useState } from 'react';
import { useKeys } from '../keys/use-keys.ts';

export interface RowSelection<Row> {
  /** In the table's order. */
  readonly rows: readonly Row[];
  has(row: Row): boolean;
  toggle(row: Row): void;
}

export function useRowSelection<Row>(rows: readonly Row[], rowKey: (row: Row) => string): RowSelection<Row> {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const has = (row: Row): boolean => keys.size > 0 && keys.has(rowKey(row));
  const selected = keys.size === 0 ? [] : rows.filter(has);
  useKeys({ close: () => (selected.length === 0 ? false : setKeys(new Set())) });
  return {
    rows: selected,
    has,
    toggle: (row) => {
      const others = [...keys].filter((key) => key !== rowKey(row));
      setKeys(new Set(has(row) ? others : [...others, rowKey(row)]));
    },
  };
}
