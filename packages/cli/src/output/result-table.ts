// A query's result as a table: numbers to the right, lists and maps as JSON. Pure.
import { type TableOptions, tableText } from './table-text.ts';

/** As the API answers. */
export interface ShownResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

const NUMBER_TYPE = /^(?:tinyint|smallint|integer|bigint|real|double|decimal\b)/;

export function resultTable({ columns, rows }: ShownResult, options: TableOptions): string {
  const shown = columns.map(({ name, type }) => ({
    name,
    align: NUMBER_TYPE.test(type) ? ('right' as const) : ('left' as const),
  }));
  return tableText(
    shown,
    rows.map((row) => row.map(cellOf)),
    options,
  );
}

function cellOf(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
