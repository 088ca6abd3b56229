// Whatever a table and its rows are: what was written is what three independent readers read.
import { type ColumnType, isScalarType, type TableDefinition } from '@tracelake/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GZIP, type ParquetCodec, UNCOMPRESSED, ZSTD } from '../../src/parquet/parquet-codec.ts';
import { parquetFile, writeParquet } from '../../src/parquet/parquet-file.ts';
import { RowGroupEncoder } from '../../src/parquet/row-group.ts';
import { type BatchShape, buildBatch, type PlainRow } from './batch-builder.ts';
import { readWithDuckdb, readWithHyparquet, readWithParquetWasm } from './parquet-oracles.ts';
import { BOOLEAN_MAP, EVENT_LIST, expectedRows, NUMBER_MAP, TEXT_MAP, tableOf } from './plain-rows.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Few values, so that dictionaries and runs happen, or any. */
function sometimesRepeated<T>(value: fc.Arbitrary<T>): fc.Arbitrary<fc.Arbitrary<T>> {
  return fc.oneof(
    fc.constant(value),
    fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => fc.constantFrom(...values)),
  );
}

/** Lone surrogates have no UTF-8 form. */
function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constant('x'.repeat(300)),
    fc.constant(''),
  )
  .map((value) => wellFormed(value));
const int64 = fc.oneof(
  fc.bigInt({ min: INT64_MIN, max: INT64_MAX }),
  fc.bigInt({ min: -300n, max: 300n }),
  fc.constantFrom(INT64_MIN, INT64_MAX, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n, -1n, 2n ** 32n, 2n ** 31n),
);
const float64 = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, 2 ** 53 + 2),
);
const hex8 = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex'));
/** `__proto__` is a key like any other in Parquet, but not in the objects that hyparquet makes of maps. */
const key = fc
  .string({ unit: 'grapheme', maxLength: 5 })
  .map((value) => wellFormed(value))
  .filter((value) => value !== '__proto__');

const SCALARS = { varchar: text, bigint: int64, double: float64, boolean: fc.boolean() };

function cellOf(name: string, type: ColumnType, hexColumns: ReadonlySet<string>): fc.Arbitrary<fc.Arbitrary<unknown>> {
  if (isScalarType(type)) {
    const value: fc.Arbitrary<unknown> = hexColumns.has(name) ? hex8 : SCALARS[type];
    return fc
      .tuple(sometimesRepeated(value), fc.constantFrom(0, 1, 5))
      .map(([inner, nil]) => (nil === 0 ? inner : fc.option(inner, { nil: null, freq: nil })));
  }
  if (type.kind === 'map') {
    return sometimesRepeated(SCALARS[type.value] as fc.Arbitrary<unknown>).map((value) =>
      fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }),
    );
  }
  const fields = type.fields.map((field) =>
    cellOf(`${name}.${field.name}`, field.type, hexColumns).map((cell) => [field.name, cell] as const),
  );
  return fc
    .tuple(...fields)
    .map((entries) =>
      fc.array(fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>), { maxLength: 3 }),
    );
}

interface Case {
  table: TableDefinition;
  rows: PlainRow[];
  shape: BatchShape;
  codec: ParquetCodec;
}

const COLUMN_TYPES: fc.Arbitrary<ColumnType> = fc.constantFrom<ColumnType[]>(
  'varchar',
  'bigint',
  'double',
  'boolean',
  TEXT_MAP,
  NUMBER_MAP,
  BOOLEAN_MAP,
  EVENT_LIST,
);

const CODECS = [UNCOMPRESSED, GZIP, ...(ZSTD === null ? [] : [ZSTD])];

const cases: fc.Arbitrary<Case> = fc
  .record({
    types: fc.array(COLUMN_TYPES, { minLength: 1, maxLength: 5 }),
    side: fc.boolean(),
    unique: fc.boolean(),
    hexForm: fc.constantFrom('dictionary' as const, 'offsets' as const),
    codec: fc.constantFrom(...CODECS),
  })
  .chain(({ types, side, unique, hexForm, codec }) => {
    const names = types.map((_, index) => (index % 2 === 0 ? `c${index}` : `c${index}_nano`));
    const table = tableOf(Object.fromEntries(names.map((name, index) => [name, types[index]])));
    const lists = names.filter((_, index) => types[index] === EVENT_LIST);
    const hex = new Set([
      ...names.filter((_, index) => types[index] === 'varchar' && index % 3 === 0),
      ...lists.map((name) => `${name}.ref`),
    ]);
    const shape: BatchShape = {
      side,
      unique,
      hex: Object.fromEntries([...hex].map((name) => [name, hexForm])),
      grouped: new Set(names.filter((_, index) => index % 2 === 1)),
    };
    return fc
      .tuple(...names.map((name, index) => cellOf(name, types[index], hex)))
      .chain((cells) => {
        const row = fc.record(Object.fromEntries(names.map((name, index) => [name, cells[index]])));
        return fc.array(row, { maxLength: 150, size: 'max' });
      })
      .map((rows) => ({ table, shape, codec, rows: rows as PlainRow[] }));
  });

async function expectReadBack(file: Uint8Array, expected: readonly Record<string, unknown>[]): Promise<void> {
  expect(await readWithHyparquet(file)).toEqual(expected);
  expect(await readWithDuckdb(file)).toEqual(expected);
  expect(readWithParquetWasm(file)).toEqual(expected);
}

/** Where the writer changes its mind: runs of 8 and 16, samples of 64, blocks of 128, probations of 4,096, dictionaries of 16,384. */
const BORDERS = [8, 16, 64, 128, 256, 512, 1024, 4096, 16_384];
const BORDER_TABLE = tableOf({
  text: 'varchar',
  number: 'bigint',
  start_nano: 'bigint',
  weight: 'double',
  flag: 'boolean',
  id: 'varchar',
  map: TEXT_MAP,
});

interface BorderCase {
  readonly rows: number;
  /** Lengths of the runs of values and of NULLs, in turn. */
  readonly runs: readonly number[];
  readonly distinct: number;
}

const borderCases: fc.Arbitrary<BorderCase> = fc.record({
  rows: fc.tuple(fc.constantFrom(...BORDERS), fc.integer({ min: -1, max: 1 })).map(([border, by]) => border + by),
  runs: fc.array(fc.oneof(fc.constantFrom(1, 7, 8, 9, 15, 16, 17, 64), fc.nat(300)), { minLength: 1, maxLength: 6 }),
  distinct: fc.oneof(fc.constantFrom(1, 2, 255, 256, 257), fc.integer({ min: 1, max: 20_000 })),
});

function borderRows({ rows, runs, distinct }: BorderCase): PlainRow[] {
  const isPresent: boolean[] = [];
  for (let run = 0; isPresent.length < rows && run <= rows; run++) {
    const length = Math.max(run < runs.length ? 0 : 1, runs[run % runs.length]!);
    for (let n = 0; n < length; n++) isPresent.push(run % 2 === 0);
  }
  const corners = [INT64_MIN, INT64_MAX, 0n, -1n, 2n ** 53n + 1n];
  return Array.from({ length: rows }, (_, row) => {
    const value = (row * 7919) % distinct;
    const number = value < corners.length ? corners[value]! : BigInt(value) * 1_000_003n;
    const weight = [Number.NaN, -0, 0, Number.NEGATIVE_INFINITY][value] ?? value / 3;
    const cells = {
      text: `text ${value}`,
      number,
      start_nano: 1_795_000_000_000_000_000n + BigInt(row) * 1_000n + BigInt(value),
      weight,
      flag: value % 2 === 0,
      id: value.toString(16).padStart(16, '0'),
    };
    const map: Record<string, string> = isPresent[row] ? { [`key ${value % 5}`]: `value ${value}` } : {};
    return isPresent[row] ? { ...cells, map } : { ...nothing, map };
  });
}

const nothing = { text: null, number: null, start_nano: null, weight: null, flag: null, id: null };

describe('writeParquet', () => {
  test('three readers read back what lies at the borders of runs, blocks and dictionaries', async () => {
    await fc.assert(
      fc.asyncProperty(borderCases, fc.constantFrom(...CODECS), async (borderCase, codec) => {
        const rows = borderRows(borderCase);
        const shape: BatchShape = { hex: { id: 'offsets' } };
        const file = writeParquet(buildBatch(BORDER_TABLE, rows, shape), BORDER_TABLE, { codec });
        await expectReadBack(file, expectedRows(BORDER_TABLE, rows));
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  test('hyparquet, DuckDB and parquet-wasm read back every value', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ table, rows, shape, codec }) => {
        const file = writeParquet(buildBatch(table, rows, shape), table, { codec });
        await expectReadBack(file, expectedRows(table, rows));
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test('several row groups read as one table', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(40), async ({ table, rows, shape, codec }, cut) => {
        const encoder = new RowGroupEncoder(table);
        const parts = [rows.slice(0, cut), rows.slice(cut)];
        const file = parquetFile(
          table,
          parts.map((part) => encoder.encode(buildBatch(table, part, shape), codec)),
        );
        await expectReadBack(
          file,
          parts.flatMap((part) => expectedRows(table, part)),
        );
      }),
      { numRuns: 30 },
    );
  }, 120_000);
});
