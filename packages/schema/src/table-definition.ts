// What a table is: a named list of columns. Everything that knows columns takes a value of this type.
import type { ColumnType } from './column-type.ts';

export interface ColumnDefinition {
  /** Iceberg and Parquet field id, and the key in Firehose documents: never changed, never used again. */
  readonly id: number;
  /** Physical name: lower-case snake_case. */
  readonly name: string;
  readonly type: ColumnType;
  /** The attribute this column holds; `null` for structural columns that are no attribute. */
  readonly attributeKey: string | null;
  readonly unit: string | null;
  readonly description: string;
  /** Version of the product that added the column. Columns are added, never changed. */
  readonly since: string;
}

/** A column the user sees that no file has: the planner computes it. */
export interface VirtualColumnDefinition {
  readonly name: string;
  /** Trino's type text. */
  readonly trinoType: string;
  readonly description: string;
  /** Whether `SELECT *` shows it. */
  readonly inStar: boolean;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly virtualColumns: readonly VirtualColumnDefinition[];
}

export function columnByName(table: TableDefinition, name: string): ColumnDefinition | undefined {
  return table.columns.find((column) => column.name === name);
}
