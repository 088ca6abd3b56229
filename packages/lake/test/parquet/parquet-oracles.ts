// Three independent readers of Parquet files; each gives rows in one plain form, so that they can be compared.
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { MapRow, tableFromIPC, type Vector } from 'apache-arrow';
import { type ColumnMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readParquet } from 'parquet-wasm';

type Row = Record<string, unknown>;

let connection: Promise<DuckDBConnection> | undefined;
let fileNumber = 0;

/** Runs `sql` with `$file` replaced by the path of a file that has `bytes`. */
export async function askDuckdb(bytes: Uint8Array, sql: string): Promise<Row[]> {
  connection ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect());
  const path = join(tmpdir(), `tracelake-parquet-test-${process.pid}-${fileNumber++}.parquet`);
  writeFileSync(path, bytes);
  try {
    const reader = await (await connection).runAndReadAll(sql.replaceAll('$file', `'${path}'`));
    return reader.getRowObjects().map((row) => plainDuckdb(row) as Row);
  } finally {
    rmSync(path);
  }
}

export function readWithDuckdb(bytes: Uint8Array): Promise<Row[]> {
  return askDuckdb(bytes, 'SELECT * FROM read_parquet($file)');
}

function plainDuckdb(value: DuckDBValue | Record<string, DuckDBValue>): unknown {
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map((entry) => [entry.key, plainDuckdb(entry.value)]));
  }
  if (value instanceof DuckDBListValue) return value.items.map(plainDuckdb);
  if (value instanceof DuckDBStructValue) return plainDuckdb(value.entries);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainDuckdb(inner)]));
  }
  return value;
}

export async function readWithHyparquet(bytes: Uint8Array): Promise<Row[]> {
  const file = bytes.slice().buffer;
  const rows = await parquetReadObjects({ file, compressors });
  return rows.map((row) => plainHyparquet(row) as Row);
}

/** hyparquet gives missing values inside lists as undefined, maps as objects with the prototype of Object. */
function plainHyparquet(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(plainHyparquet);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainHyparquet(inner)]));
  }
  return value;
}

/** The Parquet implementation of Arrow in Rust. */
export function readWithParquetWasm(bytes: Uint8Array): Row[] {
  const table = tableFromIPC(readParquet(bytes).intoIPCStream());
  return table.toArray().map((row) => plainArrow(row.toJSON()) as Row);
}

function plainArrow(value: unknown): unknown {
  if (value === null || value === undefined || typeof value !== 'object') return value ?? null;
  if (isArrowVector(value)) return [...value].map(plainArrow);
  // Asked by name, a map answers `__proto__` or `size` with what it has as an object.
  if (value instanceof MapRow) return Object.fromEntries([...value].map(([key, inner]) => [key, plainArrow(inner)]));
  const plain = 'toJSON' in value ? (value.toJSON as () => object)() : value;
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, plainArrow(inner)]));
}

function isArrowVector(value: object): value is Vector {
  return Symbol.iterator in value && 'numChildren' in value;
}

/** Footer entries of the first row group, by dotted path. */
export function chunksByPath(bytes: Uint8Array): Map<string, ColumnMetaData> {
  const [group] = parquetMetadata(bytes).row_groups;
  return new Map(group.columns.map((chunk) => [chunk.meta_data!.path_in_schema.join('.'), chunk.meta_data!]));
}
