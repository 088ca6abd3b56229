// Batches as the decoder really fills them, written and read back, and their fields counted again from plain rows.
import { createOtlpDecoder } from '@tracelake/otlp';
import { type ColumnBatch, type FieldSummary, SPANS_TABLE } from '@tracelake/schema';
import {
  type BatchRow,
  batchToRows,
  benchSpans,
  encodeOtlpProtobuf,
  type ListValue,
  type MapValue,
  type OtlpTraceRequest,
  otlpRequests,
} from '@tracelake/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryRequest } from '../../../otlp/test/arbitrary-request.ts';
import { levelOfMap, summarizeFields } from '../../src/catalog/field-summary.ts';
import { MAX_VALUE_BYTES } from '../../src/catalog/value-text.ts';
import { defaultParquetCodec } from '../../src/parquet/parquet-codec.ts';
import { writeParquet } from '../../src/parquet/parquet-file.ts';
import { readWithDuckdb, readWithHyparquet } from './parquet-oracles.ts';

function decode(requests: Iterable<OtlpTraceRequest>): ColumnBatch {
  const bodies = [...requests].map(encodeOtlpProtobuf);
  const segment = new Uint8Array(new SharedArrayBuffer(bodies.reduce((total, body) => total + body.length, 0)));
  const decoder = createOtlpDecoder(segment);
  let end = 0;
  for (const body of bodies) {
    segment.set(body, end);
    decoder.decode(end, end + body.length, 'otlpProtobuf');
    end += body.length;
  }
  return decoder.batch();
}

/** Maps as objects; a map or list that is NULL, because the batch has no such column, as empty. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    SPANS_TABLE.columns.map(({ name, type }) => {
      if (typeof type === 'string') return [name, row[name]];
      return [name, plainValue(row[name] ?? (type.kind === 'map' ? {} : []))];
    }),
  );
}

function plainValue(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (Array.isArray(value)) {
    return value.map((element: object) =>
      Object.fromEntries(Object.entries(element).map(([name, field]) => [name, plainValue(field)])),
    );
  }
  return value;
}

function write(batch: ColumnBatch): Uint8Array {
  return writeParquet(batch, SPANS_TABLE, { codec: defaultParquetCodec() });
}

describe('decoded bench spans', () => {
  const batch = decode(otlpRequests(benchSpans(2500), 100));
  const rows = batchToRows(batch);

  test('hyparquet and DuckDB read what was decoded', async () => {
    const file = write(batch);
    const expected = rows.map(plainRow);
    expect((await readWithHyparquet(file)).map(plainRow)).toEqual(expected);
    expect((await readWithDuckdb(file)).map(plainRow)).toEqual(expected);
  });

  test('the summaries count what the rows have', () => {
    const { fields, truncated } = summarizeFields(batch, SPANS_TABLE);
    expect(truncated).toBe(false);
    const counted = countFields(rows);
    expect(fields.map(nameOf).sort()).toEqual([...counted.keys()].sort());
    for (const field of fields) {
      const values = counted.get(nameOf(field))!;
      expect(field.types).toEqual(values.types);
      expect(field.sketch).toHaveLength(Math.min(64, values.distinct.size));
      for (const [value, count] of field.top) {
        // With more than 64 values a count is a lower bound.
        if (values.distinct.size < 64)
          expect([nameOf(field), value, count]).toEqual([nameOf(field), value, values.counts.get(value)]);
        else expect(count).toBeLessThanOrEqual(values.counts.get(value)!);
      }
      expect(field.top).toHaveLength(Math.min(20, values.counts.size));
    }
  });
});

test('DuckDB reads whatever can be decoded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryRequest, { minLength: 1, maxLength: 3 }), async (requests) => {
      const batch = decode(requests);
      expect((await readWithDuckdb(write(batch))).map(plainRow)).toEqual(batchToRows(batch).map(plainRow));
    }),
    { numRuns: 40 },
  );
}, 60_000);

interface CountedField {
  types: Record<string, number>;
  /** By the text a summary shows. */
  counts: Map<string, number>;
  distinct: Set<unknown>;
}

function nameOf(field: Pick<FieldSummary, 'key' | 'level' | 'column'>): string {
  return JSON.stringify([field.key, field.level === 'event' ? 'event' : '', field.column]);
}

/** The same counts from plain rows, one by one. Levels of columns are not looked at, those of events are. */
function countFields(rows: readonly BatchRow[]): Map<string, CountedField> {
  const fields = new Map<string, CountedField>();
  const count = (key: string, level: FieldSummary['level'], column: string | null, value: unknown) => {
    const name = nameOf({ key, level, column });
    if (!fields.has(name)) fields.set(name, { types: {}, counts: new Map(), distinct: new Set() });
    const { types, counts, distinct } = fields.get(name)!;
    const type = typeof value === 'bigint' ? 'number' : typeof value;
    const text = String(value);
    const shown = text.length > MAX_VALUE_BYTES ? `${text.slice(0, MAX_VALUE_BYTES)}…` : text;
    types[type] = (types[type] ?? 0) + 1;
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
    distinct.add(value);
  };
  for (const row of rows) {
    for (const { name, attributeKey, type } of SPANS_TABLE.columns) {
      const cell = row[name];
      if (attributeKey !== null && cell !== null) count(attributeKey, 'span', name, cell);
      if (typeof type !== 'string' && type.kind === 'map' && levelOfMap(name) !== null) {
        for (const [key, value] of cell as MapValue) count(key, 'span', null, value);
      }
    }
    for (const event of row['events'] as ListValue) {
      for (const [key, value] of event['attributes'] as MapValue) count(key, 'event', null, value);
    }
  }
  return fields;
}
