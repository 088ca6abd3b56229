// What a function sends, on its way as the extension sends it: rows, JSON documents, conversion, Parquet. It must be what the local writer stores.
import { createRowReader, documentOf } from '@tracelake/otlp';
import { glueColumns, SPANS_TABLE } from '@tracelake/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWithDuckdb } from '../../../lake/test/parquet/parquet-oracles.ts';
import { arbitraryRequest } from '../../../otlp/test/arbitrary-request.ts';
import { hiveParquetFile } from '../../src/firehose/hive-parquet-file.ts';
import { hiveType } from '../../src/firehose/hive-type.ts';
import { convertRecord } from '../../src/firehose/record-conversion.ts';
import { SPANS_CONVERSION } from '../../src/firehose/spans-conversion.ts';
import { benchSpans, encodeOtlpProtobuf, type OtlpTraceRequest, otlpRequests, referenceRows } from '../../src/index.ts';

const COLUMNS = glueColumns(SPANS_TABLE).map(({ Name, Type }) => ({ name: Name, type: hiveType(Type) }));
const reader = createRowReader();

/** `undefined`: no row, and Firehose writes no empty file. */
async function landed(request: OtlpTraceRequest): Promise<Record<string, unknown>[] | undefined> {
  const { rows } = reader.read(encodeOtlpProtobuf(request), 'otlpProtobuf');
  if (rows.length === 0) return undefined;
  const record = new TextEncoder().encode(rows.map((row) => `${documentOf(row)}\n`).join(''));
  const converted = convertRecord(record, COLUMNS, SPANS_CONVERSION);
  expect(converted.failures).toEqual([]);
  // Whatever Firehose makes of the mapping within structs.
  expect(convertRecord(record, COLUMNS, { ...SPANS_CONVERSION, mapsMembers: false })).toEqual(converted);
  return readWithDuckdb(hiveParquetFile(COLUMNS, converted.rows, { dictionary: true }));
}

/** Maps as objects; what a document leaves out, because it is empty, is empty. */
function plainRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    SPANS_TABLE.columns.map(({ name, type }) => {
      if (typeof type === 'string') return [name, row[name] ?? null];
      return [name, plainValue(row[name] ?? (type.kind === 'map' ? {} : []))];
    }),
  );
}

function plainValue(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (!Array.isArray(value)) return value;
  return value.map((element: object) =>
    Object.fromEntries(Object.entries(element).map(([name, field]) => [name, plainElement(name, field)])),
  );
}

function plainElement(name: string, field: unknown): unknown {
  return plainValue(field ?? (name === 'attributes' ? {} : null));
}

async function expectReference(request: OtlpTraceRequest): Promise<void> {
  const { rows } = referenceRows(request);
  expect(((await landed(request)) ?? []).map(plainRow)).toEqual(rows.map(plainRow));
}

test('spans of a shop', async () => {
  for (const request of otlpRequests(benchSpans(400), 100)) await expectReference(request);
});

test('zeros of both signs', async () => {
  const [traceId, spanId] = [new Uint8Array(16).fill(1), new Uint8Array(8).fill(1)];
  const attributes = [-0, 0, -0].map((doubleValue) => [{ key: 'zero', value: { doubleValue } }]);
  await expectReference({
    resourceSpans: [{ scopeSpans: [{ spans: attributes.map((each) => ({ traceId, spanId, attributes: each })) }] }],
  });
});

test('any request', async () => {
  await fc.assert(fc.asyncProperty(arbitraryRequest, expectReference), { numRuns: 60 });
}, 120_000);
