// The fingerprint tells tables apart by their columns, and nothing else.
import { expect, it } from 'vitest';
import { SPANS_TABLE } from '../src/spans-table.ts';
import { tableFingerprint } from '../src/table-fingerprint.ts';

it('changes with every column added, and with its type', () => {
  const [first, ...rest] = SPANS_TABLE.columns;
  const fewer = { ...SPANS_TABLE, columns: rest };
  const other = { ...SPANS_TABLE, columns: [{ ...first, type: 'double' as const }, ...rest] };
  const same = { ...SPANS_TABLE, columns: [...SPANS_TABLE.columns] };
  const all = [SPANS_TABLE, fewer, other].map(tableFingerprint);
  expect(new Set(all).size).toBe(3);
  expect(tableFingerprint(same)).toBe(all[0]);
  expect(all[0]).toMatch(/^[0-9a-f]{8}$/);
});
