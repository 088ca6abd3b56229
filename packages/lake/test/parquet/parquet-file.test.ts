// The writer's files, value by value, by three readers; and the footer.
import {
  type ColumnBatch,
  type ParquetNode,
  type ParquetPhysicalType,
  parquetSchema,
  SPANS_TABLE,
  TracelakeError,
} from '@tracelake/schema';
import { parquetMetadata, parquetSchema as schemaTreeOf } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { defaultParquetCodec, GZIP, type ParquetCodec, UNCOMPRESSED, ZSTD } from '../../src/parquet/parquet-codec.ts';
import { writeParquet } from '../../src/parquet/parquet-file.ts';
import { type BatchShape, buildBatch, type PlainRow } from './batch-builder.ts';
import { askDuckdb, chunksByPath, readWithDuckdb, readWithHyparquet, readWithParquetWasm } from './parquet-oracles.ts';
import { expectedRows, TEXT_MAP, tableOf } from './plain-rows.ts';

const SPAN_ROWS: PlainRow[] = [
  {
    trace_id: 'ab'.repeat(16),
    span_id: '00ff'.repeat(4),
    parent_span_id: null,
    start_time_unix_nano: 1_767_230_272_092_387_001n,
    duration_nano: 0n,
    name: 'GET /größe',
    kind: 'SERVER',
    status_code: 'OK',
    main: true,
    sample_rate: 4,
    http_response_status_code: 200n,
    exception_stacktrace: 'at x\n'.repeat(14_000),
    attributes_string: { 'cart.name': 'Ünïcode 🛒', empty: '' },
    attributes_number: { zero: 0, negative: -0, nan: Number.NaN, huge: Number.MAX_VALUE },
    attributes_boolean: { beta: true, old: false },
    resource_attributes: { 'host.name': 'h1' },
    events: [
      { time_unix_nano: 2n ** 63n - 1n, name: 'exception', attributes: { 'exception.type': 'E' } },
      { time_unix_nano: -(2n ** 63n), name: null, attributes: {} },
    ],
    links: [{ trace_id: 'cd'.repeat(16), span_id: null, attributes: { why: 'batch' } }],
  },
  { trace_id: 'ab'.repeat(16), span_id: 'ff00'.repeat(4), kind: 'CLIENT', status_code: 'UNSET', main: false },
  {
    trace_id: 'ef'.repeat(16),
    span_id: '0f0f'.repeat(4),
    parent_span_id: 'ff00'.repeat(4),
    start_time_unix_nano: 100n,
    kind: 'SERVER',
    status_code: 'ERROR',
    main: null,
    http_response_status_code: null,
    attributes_string: {},
    resource_attributes: { 'host.name': 'h1' },
    events: [],
    links: [{ trace_id: null, span_id: 'aa'.repeat(8), attributes: {} }],
  },
];

const SPAN_SHAPE: BatchShape = {
  hex: {
    trace_id: 'dictionary',
    parent_span_id: 'dictionary',
    span_id: 'offsets',
    'links.trace_id': 'offsets',
    'links.span_id': 'offsets',
  },
  codes: {
    kind: ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'],
    status_code: ['UNSET', 'OK', 'ERROR'],
  },
  grouped: new Set(['resource_attributes']),
};

const CODECS: [string, ParquetCodec][] = [
  ['none', UNCOMPRESSED],
  ['gzip', GZIP],
];
if (ZSTD !== null) CODECS.push(['zstd', ZSTD]);

describe('writeParquet of spans', () => {
  describe.each(CODECS)('%s', (_name, codec) => {
    const file = writeParquet(buildBatch(SPANS_TABLE, SPAN_ROWS, SPAN_SHAPE), SPANS_TABLE, { codec });
    const expected = expectedRows(SPANS_TABLE, SPAN_ROWS);

    test('hyparquet reads every value', async () => {
      expect(await readWithHyparquet(file)).toEqual(expected);
    });

    test('DuckDB reads every value', async () => {
      expect(await readWithDuckdb(file)).toEqual(expected);
    });

    test('the Rust implementation reads every value', () => {
      expect(readWithParquetWasm(file)).toEqual(expected);
    });
  });

  test('takes a segment that is shared between threads', async () => {
    const batch = buildBatch(SPANS_TABLE, SPAN_ROWS, SPAN_SHAPE);
    const segment = new Uint8Array(new SharedArrayBuffer(batch.segment.length + 8)).subarray(8);
    segment.set(batch.segment);
    const file = writeParquet({ ...batch, segment }, SPANS_TABLE, { codec: GZIP });
    expect(await readWithHyparquet(file)).toEqual(expectedRows(SPANS_TABLE, SPAN_ROWS));
  });

  test('a batch without rows is a file without rows', async () => {
    const file = writeParquet(buildBatch(SPANS_TABLE, []), SPANS_TABLE, { codec: GZIP });
    expect(await readWithDuckdb(file)).toEqual([]);
    expect(await readWithHyparquet(file)).toEqual([]);
    const columns = await askDuckdb(file, 'SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet($file))');
    expect(columns.map((column) => column['column_name'])).toEqual(SPANS_TABLE.columns.map((column) => column.name));
  });

  test('a batch without columns is all NULL', async () => {
    const file = writeParquet({ ...buildBatch(SPANS_TABLE, []), rows: 3 }, SPANS_TABLE, { codec: GZIP });
    expect(await readWithDuckdb(file)).toEqual(expectedRows(SPANS_TABLE, [{}, {}, {}]));
    expect(await readWithHyparquet(file)).toEqual(expectedRows(SPANS_TABLE, [{}, {}, {}]));
  });

  test('DuckDB finds the types that the table says', async () => {
    const file = writeParquet(buildBatch(SPANS_TABLE, SPAN_ROWS, SPAN_SHAPE), SPANS_TABLE, { codec: GZIP });
    const described = await askDuckdb(
      file,
      'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($file))',
    );
    const types = new Map(described.map((column) => [column['column_name'], column['column_type']]));
    expect(types.get('start_time_unix_nano')).toBe('BIGINT');
    expect(types.get('attributes_number')).toBe('MAP(VARCHAR, DOUBLE)');
    expect(types.get('events')).toBe(
      'STRUCT(time_unix_nano BIGINT, "name" VARCHAR, attributes MAP(VARCHAR, VARCHAR))[]',
    );
  });
});

describe('the footer', () => {
  const file = writeParquet(buildBatch(SPANS_TABLE, SPAN_ROWS, SPAN_SHAPE), SPANS_TABLE, {
    codec: GZIP,
    keyValueMetadata: { 'tracelake.layout': '0', ünicode: '🛒' },
  });
  const metadata = parquetMetadata(file);

  test('has the schema of the table, with its field ids and logical types', () => {
    const PHYSICAL: Record<ParquetPhysicalType, string> = {
      boolean: 'BOOLEAN',
      int64: 'INT64',
      double: 'DOUBLE',
      byte_array: 'BYTE_ARRAY',
    };
    const described = (node: ReturnType<typeof schemaTreeOf>): unknown => ({
      name: node.element.name,
      repetition: node.element.repetition_type?.toLowerCase(),
      fieldId: node.element.field_id ?? null,
      logicalType: node.element.logical_type?.type.toLowerCase() ?? null,
      physicalType: node.element.type ?? null,
      children: node.children.map(described),
    });
    const wanted = (node: ParquetNode): unknown => ({
      ...node,
      physicalType: node.physicalType === null ? null : PHYSICAL[node.physicalType],
      children: node.children.map(wanted),
    });
    expect(schemaTreeOf(metadata).children.map(described)).toEqual(parquetSchema(SPANS_TABLE).map(wanted));
  });

  test('says who wrote it and what it was told', async () => {
    expect(metadata.created_by).toBe('tracelake');
    expect(metadata.key_value_metadata).toEqual([
      { key: 'tracelake.layout', value: '0' },
      { key: 'ünicode', value: '🛒' },
    ]);
    expect(metadata.num_rows).toBe(3n);
  });

  test('has sizes and offsets that cover the file without gaps', () => {
    let offset = 4n;
    for (const { meta_data: chunk } of metadata.row_groups[0].columns) {
      expect(chunk!.dictionary_page_offset ?? chunk!.data_page_offset).toBe(offset);
      offset += chunk!.total_compressed_size;
    }
    expect(Number(offset)).toBe(file.length - 8 - metadata.metadata_length);
  });

  test('has null counts and bounds', () => {
    const statistics = (path: string) => chunksByPath(file).get(path)!.statistics!;
    expect(statistics('start_time_unix_nano')).toMatchObject({
      null_count: 1n,
      min_value: 100n,
      max_value: 1_767_230_272_092_387_001n,
    });
    expect(statistics('kind')).toMatchObject({ null_count: 0n, min_value: 'CLIENT', max_value: 'SERVER' });
    expect(statistics('amends')).toMatchObject({ null_count: 3n, min_value: undefined });
    expect(statistics('exception_stacktrace')).toMatchObject({ null_count: 2n, max_value: undefined });
    expect(statistics('attributes_string.key_value.key')).toMatchObject({ null_count: 2n });
    expect(statistics('events.list.element.name')).toMatchObject({ min_value: 'exception' });
  });

  test('DuckDB leaves out row groups by the bounds', async () => {
    const count = async (filter: string) =>
      (await askDuckdb(file, `SELECT count(*) AS n FROM read_parquet($file) WHERE ${filter}`))[0]['n'];
    expect(await count('start_time_unix_nano >= 100')).toBe(2n);
    expect(await count('start_time_unix_nano < 100')).toBe(0n);
    expect(await count("kind = 'SERVER'")).toBe(2n);
    expect(await count("kind = 'A'")).toBe(0n);
  });
});

describe('a batch that does not fit the table', () => {
  const table = tableOf({ c: 'bigint', m: TEXT_MAP });

  function failure(batch: ColumnBatch): unknown {
    try {
      writeParquet(batch, table, { codec: UNCOMPRESSED });
    } catch (error) {
      return error;
    }
    return null;
  }

  test('is refused with the column named', () => {
    const batch = buildBatch(table, [{ c: 1n, m: {} }]);
    const text = buildBatch(tableOf({ c: 'varchar' }), [{ c: 'x' }]);
    const wrongKind = failure({ ...batch, columns: { ...batch.columns, c: text.columns['c'] } });
    expect(wrongKind).toBeInstanceOf(TracelakeError);
    expect(String(wrongKind)).toContain('Column c is int64, the batch has text for it');
    expect(String(failure({ ...batch, columns: { m: batch.columns['c'] } }))).toContain('Column m');
    expect(String(failure({ ...batch, rows: 2, columns: { c: batch.columns['c'] } }))).toContain('1 values for 2 rows');
  });
});

test('the default codec is zstd where this Node has it, else gzip', () => {
  expect(defaultParquetCodec().name).toBe(ZSTD === null ? 'gzip' : 'zstd');
});
