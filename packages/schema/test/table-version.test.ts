// The version that the deploy tells the layer: that of the table's youngest column.
import { expect, it } from 'vitest';
import { SPANS_TABLE } from '../src/spans-table.ts';
import { tableVersion } from '../src/table-version.ts';

it('is that of the youngest column, by its numbers', () => {
  const [column] = SPANS_TABLE.columns;
  const columns = ['1.9.2', '0.1.0', '1.10.0', '1.2.11'].map((since) => ({ ...column!, since }));
  expect(tableVersion({ ...SPANS_TABLE, columns })).toBe('1.10.0');
});
