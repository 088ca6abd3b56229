// Files of Firehose's shape are read alike by three readers, and have the shape that Hive's writer gives them.
import { glueColumns, SPANS_TABLE } from '@tracelake/schema';
import { type ColumnMetaData, parquetMetadata } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import {
  askDuckdb,
  readWithDuckdb,
  readWithHyparquet,
  readWithParquetWasm,
} from '../../../lake/test/parquet/parquet-oracles.ts';
import { hiveParquetFile } from '../../src/firehose/hive-parquet-file.ts';
import { hiveType } from '../../src/firehose/hive-type.ts';
import type { HiveStructValue } from '../../src/firehose/openx-serde.ts';
import { seededRandom } from '../../src/seeded-random.ts';

const COLUMNS = [
  ['name', 'string'],
  ['n', 'bigint'],
  ['x', 'double'],
  ['yes', 'boolean'],
  ['texts', 'map<string,string>'],
  ['numbers', 'map<string,double>'],
  ['events', 'array<struct<time_unix_nano:bigint,name:string,attributes:map<string,string>>>'],
].map(([name, type]) => ({ name: name!, type: hiveType(type!) }));

function randomRows(seed: number, count: number): HiveStructValue[] {
  const random = seededRandom(seed);
  const maybe = <T>(make: () => T): T | null => (random.below(4) === 0 ? null : make());
  const text = () => ['', 'a', 'Grüße 🎈', 'x'.repeat(random.below(30)), 'b'][random.below(5)]!;
  const map = <T>(make: () => T) => new Map(Array.from({ length: random.below(4) }, (_, n) => [`k${n}`, maybe(make)]));
  const event = () => ({
    time_unix_nano: maybe(() => bigint()),
    name: maybe(text),
    attributes: maybe(() => map(text)),
  });
  const bigint = () => BigInt.asIntN(64, (BigInt(random.uint32()) << 32n) | BigInt(random.uint32()));
  return Array.from({ length: count }, () => ({
    name: maybe(text),
    n: maybe(bigint),
    x: maybe(() => random.fraction() * 1e6 - 5e5),
    yes: maybe(() => random.below(2) === 1),
    texts: maybe(() => map(text)),
    numbers: maybe(() => map(() => random.fraction())),
    events: maybe(() => Array.from({ length: random.below(3) }, () => maybe(event))),
  })) as HiveStructValue[];
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

describe('read alike', () => {
  test.each([
    [2, 1, {}],
    [3, 300, {}],
    [4, 300, { dictionary: true }],
    [5, 300, { dictionary: true, rowGroupRows: 77 }],
    [6, 20_500, { dictionary: true }],
  ])('seed %i, %i rows, %j', async (seed, count, options) => {
    const rows = randomRows(seed, count);
    const file = hiveParquetFile(COLUMNS, rows, options);
    const expected = rows.map(plain);
    const read = await readWithDuckdb(file);
    expect(read).toHaveLength(count);
    // Of several pages the last is enough.
    expect(read.slice(-400)).toEqual(expected.slice(-400));
    if (count > 1_000) return;
    expect(await readWithHyparquet(file)).toEqual(expected);
    expect(readWithParquetWasm(file)).toEqual(expected);
  });
});

describe('shape', () => {
  const columns = glueColumns(SPANS_TABLE).map(({ Name, Type }) => ({ name: Name, type: hiveType(Type) }));
  const rows = [{ name: 'b', start_time_unix_nano: 5n }, { name: 'a' }] as unknown as HiveStructValue[];
  const metadata = parquetMetadata(hiveParquetFile(columns, rows).slice().buffer);
  const element = (name: string) => metadata.schema.find((each) => each.name === name);
  const chunk = (name: string): ColumnMetaData =>
    metadata.row_groups[0]!.columns.map((each) => each.meta_data!).find((each) => each.path_in_schema[0] === name)!;

  test('no field ids, and every column is optional', () => {
    expect(metadata.schema.filter(({ field_id }) => field_id !== undefined)).toEqual([]);
    expect(columns.map(({ name }) => element(name)?.repetition_type)).toEqual(columns.map(() => 'OPTIONAL'));
  });

  test("lists and maps are named as Hive's writer names them", () => {
    const paths = metadata.row_groups[0]!.columns.map(({ meta_data: meta }) => meta!.path_in_schema.join('.'));
    expect(paths).toContain('attributes_string.map.key');
    expect(paths).toContain('events.bag.array_element.attributes.map.value');
    expect(element('map')).toMatchObject({ converted_type: 'MAP_KEY_VALUE', repetition_type: 'REPEATED' });
    expect(element('key')).toMatchObject({ repetition_type: 'REQUIRED', converted_type: 'UTF8' });
  });

  test('snappy, no dictionary, version 1 pages (docs: ParquetSerDe)', () => {
    expect(chunk('name')).toMatchObject({ codec: 'SNAPPY', encodings: ['PLAIN', 'RLE', 'BIT_PACKED'] });
    expect(metadata.version).toBe(1);
    expect(metadata.created_by).toMatch(/^parquet-mr /);
  });

  test('statistics where they mean something', () => {
    expect(chunk('start_time_unix_nano').statistics).toMatchObject({ min_value: 5n, max_value: 5n, null_count: 1n });
    expect(chunk('name').statistics).toMatchObject({ min_value: 'a', max_value: 'b', null_count: 0n });
  });

  test('a timestamp is INT96, and what is not a date of ours is some date', async () => {
    const at = 1_700_000_000_123_456_789n;
    const file = (value: bigint) =>
      hiveParquetFile([{ name: 'moment', type: hiveType('timestamp') }], [{ moment: value }]);
    const sql = 'SELECT CAST(moment AS VARCHAR) AS text FROM read_parquet($file)';
    expect(await askDuckdb(file(at), sql)).toMatchObject([{ text: expect.stringContaining('2023-11-14 22:13:20') }]);
    const [mangled] = await askDuckdb(file(at * 1_000_000n), sql);
    expect(mangled!.text).not.toContain('2023');
  });
});
