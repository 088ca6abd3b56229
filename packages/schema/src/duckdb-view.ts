// Derives the DuckDB column list of a table, for views over files that may lack newer columns.
import { duckdbTypeText } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

/** `CREATE TABLE` body: `"trace_id" VARCHAR, …`. An empty table of it, united by name with files, adds what they lack. */
export function duckdbColumns(table: TableDefinition): string {
  return table.columns.map((column) => `"${column.name}" ${duckdbTypeText(column.type)}`).join(', ');
}
