// One batch through the Parquet writer and back by three independent readers: each must give the rows that were decoded.
import { isDeepStrictEqual } from 'node:util';
import { type ColumnBatch, SPANS_TABLE } from '@tracelake/schema';
import type { BatchRow } from '@tracelake/testkit';
import { defaultParquetCodec } from '../../packages/lake/src/parquet/parquet-codec.ts';
import { writeParquet } from '../../packages/lake/src/parquet/parquet-file.ts';
import {
  readWithDuckdb,
  readWithHyparquet,
  readWithParquetWasm,
} from '../../packages/lake/test/parquet/parquet-oracles.ts';

const READERS = { hyparquet: readWithHyparquet, DuckDB: readWithDuckdb, 'parquet-wasm': readWithParquetWasm };

/** What is wrong, in words. */
export async function disagreements(batch: ColumnBatch, rows: readonly BatchRow[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const file = writeParquet(batch, SPANS_TABLE, { codec: defaultParquetCodec() });
  const expected = rows.map(plainRow);
  const wrong: string[] = [];
  for (const [name, read] of Object.entries(READERS)) {
    const found = (await read(file)).map(plainRow);
    const place = expected.findIndex((row, index) => !isDeepStrictEqual(row, found[index]));
    if (found.length !== expected.length) wrong.push(`${name} reads ${found.length} of ${expected.length} rows`);
    else if (place >= 0) wrong.push(`${name} reads row ${place} ${firstDifference(expected[place]!, found[place]!)}`);
  }
  return wrong;
}

export function firstDifference(expected: Record<string, unknown>, found: Record<string, unknown>): string {
  const name = Object.keys(expected).find((column) => !isDeepStrictEqual(expected[column], found[column]));
  return `with ${name} ${shown(found[name ?? ''])} instead of ${shown(expected[name ?? ''])}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Map) return [...inner];
    if (typeof inner === 'bigint' || (typeof inner === 'number' && !Number.isFinite(inner))) return String(inner);
    return Object.is(inner, -0) ? '-0' : inner;
  });
}

/** Maps as objects; a map or list that is NULL, because the batch has no such column, as empty. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    SPANS_TABLE.columns.map(({ name, type }) => {
      if (typeof type === 'string') return [name, plainValue(row[name] ?? null)];
      return [name, plainValue(row[name] ?? (type.kind === 'map' ? {} : []))];
    }),
  );
}

/**
 * `__proto__` is a key like any other in Parquet, but not in the objects that hyparquet makes of maps. A byte order mark
 * at the start of a text is in the file, and taken off by JavaScript's decoders in all three readers.
 */
function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^\uFEFF/, '');
  if (Array.isArray(value)) return value.map(plainValue);
  if (value === null || typeof value !== 'object') return value;
  const entries: [string, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  const plain = entries.map(([key, inner]) => [key.replace(/^\uFEFF/, ''), plainValue(inner)] as const);
  return Object.fromEntries(plain.filter(([key]) => key !== '__proto__'));
}
