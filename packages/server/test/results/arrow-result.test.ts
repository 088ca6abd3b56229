// Results as Arrow, read back by Arrow's own reader.
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowResult } from '../../src/results/arrow-result.ts';
import { type SampleOptions, sampleResult } from './sample-result.ts';

async function arrowBytes(options: SampleOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of arrowResult(sampleResult(options))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const EVERY_TYPE: SampleOptions = {
  columns: [
    ['b', 'boolean'],
    ['t', 'tinyint'],
    ['i', 'integer'],
    ['n', 'bigint'],
    ['r', 'real'],
    ['d', 'double'],
    ['dec', 'decimal(10,2)'],
    ['s', 'varchar'],
    ['bin', 'varbinary'],
    ['day', 'date'],
    ['ts', 'timestamp(6)'],
    ['l', 'array(bigint)'],
    ['m', 'map(varchar, double)'],
    ['row', 'row(x bigint, y varchar)'],
  ],
  batches: [
    [
      [
        true,
        -5,
        7,
        '9223372036854775807',
        1.5,
        'NaN',
        '12.50',
        'é "x"',
        'AQI=',
        '2026-11-22',
        '2026-11-22 17:00:00.123456',
        ['1', null],
        { k: 2.5, j: null },
        ['3', 'z'],
      ],
      [null, null, null, null, null, null, null, null, null, null, null, null, null, null],
    ],
    [
      [
        false,
        1,
        2,
        '-3',
        0,
        '-Infinity',
        '0.10',
        '',
        '',
        '1969-12-31',
        '1969-12-31 23:59:59.999999',
        [],
        {},
        [null, null],
      ],
    ],
  ],
};

describe('arrowResult', () => {
  it('is a stream that Arrow reads back, value for value, over several batches', async () => {
    const table = tableFromIPC(await arrowBytes(EVERY_TYPE));
    expect(table.numRows).toBe(3);
    const [first, second, third] = table.toArray().map((row) => row.toJSON());
    expect(first).toMatchObject({ b: true, t: -5, i: 7, n: 9223372036854775807n, r: 1.5, dec: '12.50', s: 'é "x"' });
    expect(first.d).toBeNaN();
    expect([...first.bin]).toEqual([1, 2]);
    expect(new Date(Number(first.day)).toISOString()).toBe('2026-11-22T00:00:00.000Z');
    expect([...first.l]).toEqual([1n, null]);
    expect(first.m.toJSON()).toEqual({ k: 2.5, j: null });
    expect(first.row.toJSON()).toEqual({ x: 3n, y: 'z' });
    expect(Object.values(second).every((value) => value === null)).toBe(true);
    expect(third).toMatchObject({ b: false, n: -3n, d: Number.NEGATIVE_INFINITY, s: '' });
  });

  it('keeps microseconds, before 1970 too', async () => {
    const table = tableFromIPC(await arrowBytes(EVERY_TYPE));
    const micros = table.getChild('ts')!.data.map((data) => [...data.values]);
    expect(micros).toEqual([[1_795_366_800_123_456n, 0n], [-1n]]);
  });

  it('says the Trino type of every field', async () => {
    const { fields } = tableFromIPC(await arrowBytes(EVERY_TYPE)).schema;
    expect(fields.map((field) => field.metadata.get('trino.type'))).toEqual(EVERY_TYPE.columns.map(([, type]) => type));
  });

  it('gives the schema of an empty result', async () => {
    const table = tableFromIPC(await arrowBytes({ columns: [['n', 'bigint']], batches: [] }));
    expect(table.schema.fields.map((field) => field.name)).toEqual(['n']);
    expect(table.numRows).toBe(0);
  });

  it('has no end marker when the query fails on the way', async () => {
    const failing = arrowResult(sampleResult({ ...EVERY_TYPE, failure: new Error('broke') }));
    const chunks: Uint8Array[] = [];
    await expect(async () => {
      for await (const chunk of failing) chunks.push(chunk);
    }).rejects.toThrow('broke');
    expect(Buffer.concat(chunks).subarray(-8).toString('hex')).not.toBe('ffffffff00000000');
  });

  it('gives columns of one name names of their own, since readers know a column by its name alone', async () => {
    const columns: SampleOptions['columns'] = [
      ['n', 'varchar'],
      ['n', 'bigint'],
      ['n_2', 'double'],
      ['r', 'row(x bigint, x varchar)'],
    ];
    const table = tableFromIPC(await arrowBytes({ columns, batches: [[['a', '7', 2.5, ['1', 'z']]]] }));
    expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'n Utf8',
      'n_3 Int64',
      'n_2 Float64',
      'r Struct<{x:Int64, x_2:Utf8}>',
    ]);
    expect(table.schema.fields[1].metadata.get('trino.name')).toBe('n');
    expect(table.toArray().map((row) => row.toJSON())).toMatchObject([{ n: 'a', n_3: 7n, n_2: 2.5 }]);
  });
});
