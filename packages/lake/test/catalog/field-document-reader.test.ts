// Field documents made from files: equal to what the writer says of the same rows, whoever wrote the file, and read with
// few bytes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FieldDocument, SPANS_TABLE, TracelakeError, tableFingerprint } from '@tracelake/schema';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFieldDocument, encodeFieldDocument } from '../../src/catalog/field-document-codec.ts';
import { readFieldDocument } from '../../src/catalog/field-document-reader.ts';
import { summarizeFields } from '../../src/catalog/field-summary.ts';
import { startTimeRange } from '../../src/catalog/start-time-range.ts';
import { GZIP } from '../../src/parquet/parquet-codec.ts';
import { parquetFile, writeParquet } from '../../src/parquet/parquet-file.ts';
import { RowGroupEncoder } from '../../src/parquet/row-group.ts';
import { FolderStorage } from '../../src/storage/folder-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { buildBatch, type MapValue, type PlainRow } from '../parquet/batch-builder.ts';
import { askDuckdb, readWithHyparquet } from '../parquet/parquet-oracles.ts';

const PATH = 'landing/spans/dt=2026-11-22/hour=17/firehose-1.parquet';

let folder: string;
let storage: FolderStorage;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-catalog-'));
  storage = new FolderStorage(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function documentOf(file: Uint8Array, from: Storage = storage): Promise<FieldDocument> {
  await storage.put(PATH, file);
  return readFieldDocument(from, SPANS_TABLE, { path: PATH, sizeBytes: file.length });
}

function spanTexts(index: number): MapValue {
  return { plan: ['free', 'pro'][index % 2], ...(index % 10 === 0 ? { coupon: `c${index}` } : {}) };
}

function spanNumbers(index: number): MapValue {
  return index % 4 === 0 ? { total: index / 4, plan: 1 } : {};
}

const SPANS = Array.from(
  { length: 500 },
  (_, index): PlainRow => ({
    trace_id: (index >> 2).toString(16).padStart(32, '0'),
    start_time_unix_nano: 1_767_230_272_092_387_001n + BigInt((index * 37) % 500),
    name: `op ${index % 7}`,
    service_name: ['shop', 'pay'][index % 2],
    main: index % 5 === 0,
    sample_rate: null,
    http_route: index % 3 === 0 ? null : `/r/${index % 4}`,
    http_response_status_code: index % 3 === 0 ? null : [200n, 404n][index % 2],
    aws_lambda_timeout: index % 50 === 0 ? true : null,
    attributes_string: spanTexts(index),
    attributes_number: spanNumbers(index),
    attributes_boolean: { beta: index % 2 === 0 },
    resource_attributes: { 'host.name': `h${index % 3}` },
    events: index % 6 === 0 ? [{ time_unix_nano: 1n, name: 'e', attributes: { cache: 'hit' } }] : [],
  }),
);

const BATCH = buildBatch(SPANS_TABLE, SPANS);
const FILE = writeParquet(BATCH, SPANS_TABLE, { codec: GZIP });

describe('readFieldDocument', () => {
  test('says what the writer says of the same rows', async () => {
    const document = await documentOf(FILE);
    expect(document).toEqual({
      version: 1,
      file: {
        path: PATH,
        tier: 'landing',
        layout: 0,
        columns: tableFingerprint(SPANS_TABLE),
        sizeBytes: FILE.length,
        rows: 500,
        ...startTimeRange(BATCH),
      },
      ...summarizeFields(BATCH, SPANS_TABLE),
    });
  });

  test('says the same of any rows', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 4 }).map((value) => Buffer.from(value).toString());
    const key = fc.constantFrom('a', 'b', 'plan', '__proto__', 'http.route', '');
    const map = <T>(value: fc.Arbitrary<T>) => fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
    const row = fc.record({
      start_time_unix_nano: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: null, freq: 30 }),
      http_route: fc.option(text, { nil: null }),
      http_response_status_code: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: null }),
      sample_rate: fc.option(fc.double(), { nil: null }),
      attributes_string: map(text),
      attributes_number: map(fc.double()),
      attributes_boolean: map(fc.boolean()),
      scope_attributes: map(text),
      events: fc.array(fc.record({ name: text, attributes: map(text) }), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        const batch = buildBatch(SPANS_TABLE, rows as PlainRow[]);
        const document = await documentOf(writeParquet(batch, SPANS_TABLE, { codec: GZIP }));
        expect(document.fields).toEqual(summarizeFields(batch, SPANS_TABLE).fields);
        expect(document.file).toMatchObject(startTimeRange(batch));
      }),
      { numRuns: 60 },
    );
  });

  test('reads what DuckDB wrote: snappy, several row groups, no field ids', async () => {
    // DuckDB's row groups have at least 2,048 rows.
    const batch = buildBatch(SPANS_TABLE, Array.from({ length: 10 }, () => SPANS).flat());
    const target = join(folder, 'copy.parquet');
    await askDuckdb(
      writeParquet(batch, SPANS_TABLE, { codec: GZIP }),
      `COPY (SELECT * FROM read_parquet($file)) TO '${target}' (FORMAT parquet, CODEC snappy, ROW_GROUP_SIZE 2048)`,
    );
    const copy = await storage.get('copy.parquet');
    expect(parquetMetadata(copy).row_groups.length).toBeGreaterThan(1);
    const document = await documentOf(copy);
    expect(document.fields).toEqual(summarizeFields(batch, SPANS_TABLE).fields);
    expect(document.file).toMatchObject({ rows: 5000, ...startTimeRange(batch) });
  });

  test('reads what hyparquet-writer wrote, with and without statistics, and fewer columns', async () => {
    const kept = ['start_time_unix_nano', 'http_route', 'attributes_string', 'resource_attributes', 'events'];
    const rows = await readWithHyparquet(FILE);
    const { schema } = parquetMetadata(FILE);
    for (const statistics of [true, false]) {
      const copy = new Uint8Array(
        parquetWriteBuffer({
          schema: schemaOf(schema, kept),
          columnData: kept.map((name) => ({ name, data: rows.map((row) => row[name]) })),
          rowGroupSize: 200,
          statistics,
        }),
      );
      const expected = buildBatch(
        SPANS_TABLE,
        SPANS.map((row) => Object.fromEntries(kept.map((name) => [name, row[name]]))),
      );
      const document = await documentOf(copy);
      expect(document.fields).toEqual(summarizeFields(expected, SPANS_TABLE).fields);
      expect(document.file).toMatchObject(startTimeRange(BATCH));
    }
  });

  test('reads several row groups as one file', async () => {
    const encoder = new RowGroupEncoder(SPANS_TABLE);
    const parts = [SPANS.slice(0, 100), SPANS.slice(100)].map((part) => buildBatch(SPANS_TABLE, part));
    const rowGroups = parts.map((part) => encoder.encode(part, GZIP));
    expect((await documentOf(parquetFile(SPANS_TABLE, rowGroups))).fields).toEqual(
      summarizeFields(BATCH, SPANS_TABLE).fields,
    );
  });

  test('does not read large well-known columns: their rows come from the footer', async () => {
    const rows = Array.from({ length: 4000 }, (_, index) => ({
      ...SPANS[index % SPANS.length],
      db_query_text: index % 2 === 0 ? null : `SELECT ${'a, '.repeat(70)} ${index}`,
    }));
    const file = writeParquet(buildBatch(SPANS_TABLE, rows), SPANS_TABLE, {
      codec: { name: 'none', compress: (bytes) => bytes },
    });
    let readBytes = 0;
    const counting: Storage = Object.assign(Object.create(storage) as Storage, {
      get: (path: string, range?: { offset: number; lengthBytes: number }) => {
        readBytes += range?.lengthBytes ?? file.length;
        return storage.get(path, range);
      },
    });
    const document = await documentOf(file, counting);
    const [query] = document.fields.filter((field) => field.key === 'db.query.text');
    expect(query).toMatchObject({ types: { string: 2000 }, sketch: [], top: [] });
    expect(document.fields.find((field) => field.key === 'http.route')!.top).toHaveLength(4);
    const [chunk] = parquetMetadata(file).row_groups[0].columns.filter(
      (column) => column.meta_data!.path_in_schema[0] === 'db_query_text',
    );
    expect(readBytes).toBeLessThan(file.length - Number(chunk.meta_data!.total_compressed_size) / 2);
  });

  test('has a coded error for what is no Parquet, and for what is gone', async () => {
    const broken = documentOf(new TextEncoder().encode('PAR1 and then something else entirely'));
    await expect(broken).rejects.toMatchObject({ code: 'corrupt_file', message: expect.stringContaining(PATH) });
    await expect(documentOf(FILE.slice(0, FILE.length - 100))).rejects.toBeInstanceOf(TracelakeError);
    const gone = readFieldDocument(storage, SPANS_TABLE, { path: 'landing/spans/gone.parquet', sizeBytes: 1000 });
    await expect(gone).rejects.toMatchObject({ code: 'object_not_found' });
  });
});

type Schema = ReturnType<typeof parquetMetadata>['schema'];

/** The root and the subtrees of these top-level columns, in their order. */
function schemaOf(schema: Schema, columns: readonly string[]): Schema {
  const subtree = (start: number): Schema => {
    const found: Schema = [schema[start]];
    for (let child = 0; child < (schema[start].num_children ?? 0); child++)
      found.push(...subtree(start + found.length));
    return found;
  };
  const tops: Schema[] = [];
  for (let at = 1; at < schema.length; at += subtree(at).length) tops.push(subtree(at));
  const kept = columns.map((name) => tops.find(([top]) => top.name === name)!);
  return [{ ...schema[0], num_children: columns.length }, ...kept.flat()];
}

describe('amendments', () => {
  const document = (amends: readonly (string | null)[]) =>
    documentOf(
      writeParquet(
        buildBatch(
          SPANS_TABLE,
          amends.map((text, n) => ({ name: `op ${n}`, amends: text })),
        ),
        SPANS_TABLE,
        {
          codec: GZIP,
        },
      ),
    );

  test('are counted, with the columns that they name', async () => {
    const { amendments } = await document([null, 'duration_nano', null, 'duration_nano,attributes_number']);
    expect(amendments).toEqual({ rows: 2, columns: ['attributes_number', 'duration_nano'] });
  });

  test('a file without any says nothing of them, and its document stays as it was', async () => {
    expect(await document([null, null])).not.toHaveProperty('amendments');
  });

  test('a document keeps them when it is stored', async () => {
    const described = await document(['duration_nano']);
    const stored = encodeFieldDocument(described);
    expect(decodeFieldDocument(stored, PATH)).toEqual(described);
    const damaged = new TextEncoder().encode(JSON.stringify({ ...described, amendments: { rows: 1 } }));
    expect(() => decodeFieldDocument(damaged, PATH)).toThrow('is not a field document');
  });
});
