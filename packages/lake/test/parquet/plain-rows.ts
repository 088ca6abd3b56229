// Rows as readers give them back for a batch that was built from plain rows.
import { type ColumnType, isScalarType, type TableDefinition } from '@tracelake/schema';
import type { CellValue, PlainRow } from './batch-builder.ts';

/** A column that no row has is NULL; a map or list that one row lacks is empty there: the batch knows no other absence. */
export function expectedRows(table: TableDefinition, rows: readonly PlainRow[]): Record<string, unknown>[] {
  const known = table.columns.map((column) => rows.some((row) => row[column.name] !== undefined));
  return rows.map((row) =>
    Object.fromEntries(
      table.columns.map((column, index) => [
        column.name,
        known[index] ? expectedCell(column.type, row[column.name]) : null,
      ]),
    ),
  );
}

function expectedCell(type: ColumnType, cell: CellValue | undefined): unknown {
  if (isScalarType(type)) return cell ?? null;
  if (type.kind === 'map') return { ...(cell as object | undefined) };
  const elements = (cell ?? []) as Record<string, CellValue>[];
  return elements.map((element) =>
    Object.fromEntries(type.fields.map((field) => [field.name, expectedCell(field.type, element[field.name])])),
  );
}

let nextTable = 0;

/** A table of these columns, with ids as a table has them. */
export function tableOf(columns: Readonly<Record<string, ColumnType>>): TableDefinition {
  return {
    name: `test_${nextTable++}`,
    virtualColumns: [],
    columns: Object.entries(columns).map(([name, type], index) => ({
      id: index + 1,
      name,
      type,
      attributeKey: null,
      unit: null,
      description: '',
      since: '0.1.0',
    })),
  };
}

export const TEXT_MAP: ColumnType = { kind: 'map', keyId: 901, valueId: 902, value: 'varchar' };
export const NUMBER_MAP: ColumnType = { kind: 'map', keyId: 903, valueId: 904, value: 'double' };
export const BOOLEAN_MAP: ColumnType = { kind: 'map', keyId: 905, valueId: 906, value: 'boolean' };
export const EVENT_LIST: ColumnType = {
  kind: 'array',
  elementId: 907,
  fields: [
    { id: 908, name: 'time_unix_nano', type: 'bigint' },
    { id: 909, name: 'label', type: 'varchar' },
    { id: 910, name: 'ref', type: 'varchar' },
    { id: 911, name: 'weight', type: 'double' },
    { id: 912, name: 'flag', type: 'boolean' },
    { id: 913, name: 'attributes', type: { kind: 'map', keyId: 914, valueId: 915, value: 'varchar' } },
  ],
};
