// Every encoding the writer chooses, with the trap of each: what it chose, and that two readers read the same values.
import { describe, expect, test } from 'vitest';
import { GZIP, UNCOMPRESSED } from '../../src/parquet/parquet-codec.ts';
import { writeParquet } from '../../src/parquet/parquet-file.ts';
import { type BatchShape, buildBatch, type MapValue, type PlainRow } from './batch-builder.ts';
import { askDuckdb, chunksByPath, readWithDuckdb, readWithHyparquet, readWithParquetWasm } from './parquet-oracles.ts';
import { EVENT_LIST, NUMBER_MAP, TEXT_MAP, tableOf } from './plain-rows.ts';

/** One column, written and read by both readers; returns its footer entry. */
async function roundTrip(
  type: 'varchar' | 'bigint' | 'double' | 'boolean',
  values: unknown[],
  shape?: BatchShape,
  name = 'c',
) {
  const table = tableOf({ [name]: type });
  const rows = values.map((value) => ({ [name]: value })) as PlainRow[];
  const file = writeParquet(buildBatch(table, rows, shape), table, { codec: UNCOMPRESSED });
  expect((await readWithDuckdb(file)).map((row) => row[name])).toEqual(values);
  expect((await readWithHyparquet(file)).map((row) => row[name])).toEqual(values);
  return { file, chunk: chunksByPath(file).get(name)! };
}

const many = <T>(count: number, itemAt: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => itemAt(index));

describe('text', () => {
  test('takes a dictionary where values repeat', async () => {
    const { chunk } = await roundTrip(
      'varchar',
      many(1000, (index) => `v${index % 300}`),
    );
    expect(chunk.encodings).toContain('RLE_DICTIONARY');
    expect(chunk.statistics).toMatchObject({ min_value: 'v0', max_value: 'v99' });
  });

  test('takes lengths and bytes where they do not', async () => {
    const unique = many(1000, (index) => 'x'.repeat(index % 90) + index);
    expect((await roundTrip('varchar', unique)).chunk.encodings).toContain('DELTA_LENGTH_BYTE_ARRAY');
    expect((await roundTrip('varchar', unique, { unique: true, side: true })).chunk.encodings).toContain(
      'DELTA_LENGTH_BYTE_ARRAY',
    );
  });

  test('orders bounds by bytes, not by UTF-16', async () => {
    const { chunk } = await roundTrip('varchar', ['\u{1F6D2}', '\uffee', 'z', null]);
    expect(chunk.statistics).toMatchObject({ min_value: 'z', max_value: '\u{1F6D2}' });
  });

  test('writes only dictionary entries that are used', async () => {
    const { file } = await roundTrip('varchar', ['a', 'b', 'a']);
    expect(Buffer.from(file).includes('left by a body')).toBe(false);
  });

  test('runs of all lengths survive', async () => {
    const values = many(200, (run) => many((run * 7) % 41, () => `v${run % 3}`)).flat();
    await roundTrip('varchar', values);
    await roundTrip(
      'boolean',
      values.map((value) => value === 'v0'),
    );
  });
});

describe('hex ids', () => {
  const ids = many(500, (index) => index.toString(16).padStart(16, '0'));

  test('without a dictionary are lengths and bytes', async () => {
    const { chunk } = await roundTrip('varchar', ids, { hex: { c: 'offsets' } });
    expect(chunk.encodings).toContain('DELTA_LENGTH_BYTE_ARRAY');
    // 16 bytes each; equal lengths cost less than a byte for each ten.
    expect(Number(chunk.total_uncompressed_size)).toBeLessThan(500 * 16 + 120);
  });

  test('with a dictionary take it only where they repeat', async () => {
    const repeated = ids.map((_, index) => ids[index % 50]);
    const { chunk } = await roundTrip('varchar', repeated, { hex: { c: 'dictionary' } });
    expect(chunk.encodings).toContain('RLE_DICTIONARY');
    const { chunk: unique } = await roundTrip('varchar', ids, { hex: { c: 'dictionary' } });
    expect(unique.encodings).toContain('DELTA_LENGTH_BYTE_ARRAY');
  });

  test('may be missing', async () => {
    await roundTrip('varchar', [null, ids[3], null, ids[3]], { hex: { c: 'offsets' } });
    await roundTrip('varchar', [null, null], { hex: { c: 'offsets' } });
  });
});

describe('int64', () => {
  test('takes a dictionary for what repeats, exact beyond 2^53', async () => {
    const wide = [2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 0n, -1n];
    const { chunk } = await roundTrip(
      'bigint',
      many(700, (index) => wide[index % wide.length]),
    );
    expect(chunk.encodings).toContain('RLE_DICTIONARY');
    expect(chunk.statistics).toMatchObject({ min_value: -(2n ** 63n), max_value: 2n ** 63n - 1n });
  });

  test('is PLAIN where nearly all differ', async () => {
    const { chunk } = await roundTrip(
      'bigint',
      many(20_000, (index) => BigInt(index * 7919)),
    );
    expect(chunk.encodings).toEqual(['RLE', 'PLAIN']);
  });

  test('gives up a dictionary of too many values', async () => {
    const { chunk } = await roundTrip(
      'bigint',
      many(60_000, (index) => BigInt(index % 17_000)),
    );
    expect(chunk.encodings).toEqual(['RLE', 'PLAIN']);
  });

  test('nanoseconds are deltas where sorted', async () => {
    const start = 1_767_230_272_092_387_001n;
    const { chunk } = await roundTrip(
      'bigint',
      many(1000, (index) => start + BigInt(index * index * 31)),
      {},
      'c_nano',
    );
    expect(chunk.encodings).toContain('DELTA_BINARY_PACKED');
    expect(Number(chunk.total_uncompressed_size)).toBeLessThan(3000);
    for (const size of [1, 2, 32, 33, 128, 129, 130, 257]) {
      await roundTrip(
        'bigint',
        many(size, (index) => BigInt(index) - 5n),
        {},
        'c_nano',
      );
    }
  });

  test('nanoseconds are PLAIN where not', async () => {
    const { chunk } = await roundTrip(
      'bigint',
      many(1000, (index) => BigInt((index * 7919) % 1000)),
      {},
      'c_nano',
    );
    expect(chunk.encodings).toEqual(['RLE', 'PLAIN']);
  });

  test('one start of 100 ns does not harm the others: no deltas beyond 2^51', async () => {
    const start = 1_767_230_272_092_387_001n;
    const { chunk } = await roundTrip('bigint', [100n, ...many(300, (index) => start + BigInt(index))], {}, 'c_nano');
    expect(chunk.encodings).toEqual(['RLE', 'PLAIN']);
    await roundTrip('bigint', [-(2n ** 63n), 2n ** 63n - 1n], {}, 'c_nano');
    await roundTrip('bigint', [0n, 2n ** 51n - 1n, 2n ** 51n, 2n ** 52n - 1n], {}, 'c_nano');
  });
});

describe('doubles', () => {
  test('keep the sign of zero and NaN in a dictionary', async () => {
    const { chunk } = await roundTrip(
      'double',
      many(400, (index) => [0, -0, Number.NaN, 1.5][index % 4]),
    );
    expect(chunk.encodings).toContain('RLE_DICTIONARY');
  });

  test('have no bounds where a NaN is among them, since engines order it differently', async () => {
    const { chunk } = await roundTrip('double', [1, Number.NaN, 3]);
    expect(chunk.statistics).toMatchObject({ null_count: 0n, min_value: undefined, max_value: undefined });
  });

  test('have bounds that cover both zeros', async () => {
    const { chunk } = await roundTrip('double', [0, 0]);
    expect(chunk.statistics!.min_value).toBe(-0);
    expect(chunk.statistics!.max_value).toBe(0);
    const infinite = (await roundTrip('double', [Number.NEGATIVE_INFINITY, -0])).chunk.statistics!;
    expect(infinite).toMatchObject({ min_value: Number.NEGATIVE_INFINITY, max_value: 0 });
  });

  test('are PLAIN where nearly all differ', async () => {
    const { chunk } = await roundTrip(
      'double',
      many(9000, (index) => index / 7),
    );
    expect(chunk.encodings).toEqual(['RLE', 'PLAIN']);
  });
});

describe('maps and lists', () => {
  test('have one dictionary for keys and one for values', async () => {
    const table = tableOf({ m: TEXT_MAP, n: NUMBER_MAP });
    const rows = many(400, (index) => ({
      m: { a: `v${index % 5}`, ...(index % 3 === 0 ? { b: 'x' } : {}) } as MapValue,
      n: (index % 7 === 0 ? {} : { ratio: index % 4 }) as MapValue,
    }));
    const file = writeParquet(buildBatch(table, rows), table, { codec: GZIP });
    expect(await readWithDuckdb(file)).toEqual(rows);
    expect(readWithParquetWasm(file)).toEqual(rows);
    for (const chunk of chunksByPath(file).values()) expect(chunk.encodings).toContain('RLE_DICTIONARY');
  });

  test('a map may be keyed by __proto__', async () => {
    const table = tableOf({ m: TEXT_MAP });
    const rows = [{ m: JSON.parse('{"__proto__":"p","b":"x"}') }];
    const file = writeParquet(buildBatch(table, rows), table, { codec: GZIP });
    const found = await askDuckdb(file, "SELECT m['__proto__'] AS p, cardinality(m) AS n FROM read_parquet($file)");
    expect(found).toEqual([{ p: 'p', n: 2n }]);
  });

  test('list fields may be missing in some elements, in all, or be left out', async () => {
    const table = tableOf({ l: EVENT_LIST });
    const rows: PlainRow[] = [
      {
        l: [
          { time_unix_nano: 1n, label: null },
          { time_unix_nano: null, label: null },
        ],
      },
      { l: [] },
      { l: [{ time_unix_nano: 3n, label: null, weight: 2.5 }] },
    ];
    const file = writeParquet(buildBatch(table, rows), table, { codec: GZIP });
    const expected = [{ l: [{ time_unix_nano: 1n }, {}] }, { l: [] }, { l: [{ time_unix_nano: 3n, weight: 2.5 }] }].map(
      ({ l }) => ({
        l: l.map((element) => ({
          time_unix_nano: null,
          label: null,
          ref: null,
          weight: null,
          flag: null,
          attributes: null,
          ...element,
        })),
      }),
    );
    expect(await readWithDuckdb(file)).toEqual(expected);
    expect(readWithParquetWasm(file)).toEqual(expected);
  });
});
