// Parquet files of the spans table with given rows, written by DuckDB: what the projection is run on.
import type { DuckDBConnection } from '@duckdb/node-api';
import { type DataFile, duckdbColumns, duckdbTypeText, SPANS_TABLE } from '@tracelake/schema';
import { quoteIdentifier, quoteLiteral } from '../../src/types/quoting.ts';

export type Cell = null | string | number | bigint | boolean | { readonly [key: string]: string | number | boolean };

/** Columns that are left out are NULL. */
export type Row = Readonly<Record<string, Cell>>;

export function dataFile(path: string, options: Partial<DataFile> = {}): DataFile {
  return {
    path,
    tier: 'landing',
    layout: 0,
    sizeBytes: 1000,
    rows: 1,
    minStartTimeUnixNano: null,
    maxStartTimeUnixNano: null,
    ...options,
  };
}

/** `without`: columns the file does not have at all. */
export async function writeSpans(
  connection: DuckDBConnection,
  path: string,
  rows: readonly Row[],
  without: readonly string[] = [],
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE written (${duckdbColumns(SPANS_TABLE)})`);
  for (const row of rows) {
    const names = Object.keys(row).map(quoteIdentifier).join(', ');
    const values = Object.entries(row).map(([name, cell]) => `CAST(${cellSql(cell)} AS ${typeOf(name)})`);
    await connection.run(`INSERT INTO written (${names}) VALUES (${values.join(', ')})`);
  }
  for (const name of without) await connection.run(`ALTER TABLE written DROP COLUMN ${quoteIdentifier(name)}`);
  await connection.run(`COPY written TO ${quoteLiteral(path)} (FORMAT parquet)`);
}

function typeOf(name: string): string {
  const column = SPANS_TABLE.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`No column ${name}`);
  return duckdbTypeText(column.type);
}

function cellSql(cell: Cell): string {
  if (typeof cell === 'string') return `(${cell.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;
  if (typeof cell === 'number' && !Number.isFinite(cell)) return quoteLiteral(String(cell));
  if (typeof cell !== 'object' || cell === null) return String(cell);
  const entries = Object.entries(cell);
  if (entries.length === 0) return 'MAP {}';
  return `MAP {${entries.map(([key, value]) => `${cellSql(key)}: ${cellSql(value)}`).join(', ')}}`;
}
