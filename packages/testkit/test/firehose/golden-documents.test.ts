// Layers live for years: what any released version sends must become the same Parquet rows with the table of today, and so for ever.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readWithDuckdb } from '../../../lake/test/parquet/parquet-oracles.ts';
import { CLONE_FOLDER } from '../../src/clone-folder.ts';
import { hiveParquetFile } from '../../src/firehose/hive-parquet-file.ts';
import { hiveType } from '../../src/firehose/hive-type.ts';
import { convertRecord } from '../../src/firehose/record-conversion.ts';
import { SPANS_CONVERSION } from '../../src/firehose/spans-conversion.ts';

const FOLDER = `${CLONE_FOLDER}/test/golden/firehose`;
const COLUMNS = SPANS_CONVERSION.table.map(({ Name, Type }) => ({ name: Name, type: hiveType(Type) }));

const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ndjson'))
  .sort();

test.each(FILES)('%s', async (path) => {
  const { rows, failures } = convertRecord(readFileSync(`${FOLDER}/${path}`), COLUMNS, SPANS_CONVERSION);
  expect(failures).toEqual([]);
  const read = await readWithDuckdb(hiveParquetFile(COLUMNS, rows, { dictionary: true }));
  const lines = read.map((row) => `${JSON.stringify(filled(row), plain)}\n`);
  const golden = readFileSync(`${FOLDER}/${path.replace('.ndjson', '.rows')}`, 'utf8');
  expect(lines.join('')).toBe(golden);
});

test('every version has documents of every kind', () => {
  const kinds = new Map<string, string[]>();
  for (const [version, kind] of FILES.map((path) => path.split('/')))
    kinds.set(version!, [...(kinds.get(version!) ?? []), kind!]);
  for (const found of kinds.values()) expect(found).toHaveLength(10);
});

/** Without what is NULL: columns of later versions are NULL in rows of older ones. */
function filled(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Map ? Object.fromEntries(value) : value;
}
