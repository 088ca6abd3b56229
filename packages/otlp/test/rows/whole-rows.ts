// Sparse rows as the rows that the column decoder's tests compare: every column, integers as bigints.
import { isScalarType, SPANS_TABLE } from '@tracelake/schema';
import type { BatchRow, ListValue } from '@tracelake/testkit';
import type { WideRow } from '../../src/index.ts';

const LINK_IDS = { trace_id: null, span_id: null };

export function wholeRow(row: WideRow): BatchRow {
  const known = new Set(SPANS_TABLE.columns.map(({ name }) => name));
  const unknown = Object.keys(row).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`the table has no column ${unknown}`);
  return Object.fromEntries(
    SPANS_TABLE.columns.map(({ name, type }) => {
      const value = row[name as keyof WideRow];
      if (type === 'bigint') return [name, value === undefined ? null : BigInt(value as number)];
      if (isScalarType(type)) return [name, value ?? null];
      if (type.kind === 'map') return [name, value ?? new Map()];
      return [
        name,
        ((value ?? []) as ListValue).map((element) => ({ ...(name === 'links' ? LINK_IDS : {}), ...element })),
      ];
    }),
  );
}
