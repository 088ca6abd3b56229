// The bytes that docs/cost.md prices: of a span as a row in Firehose, of the same in the Parquet that Firehose writes, and of what
// typical questions read of it.
import { createRowReader, documentOf, type WideRow } from '@tracelake/otlp';
import { benchSpans, encodeOtlpJson, otlpRequests, SPANS_CONVERSION } from '@tracelake/testkit';
import { parquetMetadata } from 'hyparquet';
import { hiveParquetFile } from '../../packages/testkit/src/firehose/hive-parquet-file.ts';
import { hiveType } from '../../packages/testkit/src/firehose/hive-type.ts';
import { convertRecord } from '../../packages/testkit/src/firehose/record-conversion.ts';

const SPANS = 30_000;
const SPANS_PER_BODY = 12;

/** Columns that each reads: those it names, those of the time range, and those by which duplicates are found. */
const TIME = ['start_time_unix_nano'];
const IDENTITY = ['trace_id', 'span_id', 'kind', 'duration_nano'];
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'count by name, p95 of the duration': [...TIME, ...IDENTITY, 'name'],
  'errors by route': [...TIME, ...IDENTITY, 'http_route', 'status_code'],
  'an attribute that has no column of its own': [...TIME, ...IDENTITY, 'attributes_string', 'misplaced'],
};

const reader = createRowReader();
const columns = SPANS_CONVERSION.table.map(({ Name, Type }) => ({ name: Name, type: hiveType(Type) }));
const documents = [...otlpRequests(benchSpans(SPANS), SPANS_PER_BODY)].flatMap((request) =>
  reader.read(Buffer.from(encodeOtlpJson(request)), 'otlpJson').rows.map((row: WideRow) => documentOf(row)),
);
const rowBytes = documents.reduce((sum, document) => sum + Buffer.byteLength(document) + 1, 0) / SPANS;
const rows = documents.flatMap((document) => [...convertRecord(Buffer.from(document), columns, SPANS_CONVERSION).rows]);
// In no order, as Firehose writes them.
rows.sort((left, right) => (String(left['span_id']) < String(right['span_id']) ? -1 : 1));
const file = hiveParquetFile(columns, rows, SPANS_CONVERSION);
const perSpan = (bytes: number) => (bytes / SPANS).toFixed(1);
console.log(`a row in Firehose: ${rowBytes.toFixed(0)} bytes a span; in its Parquet: ${perSpan(file.length)}`);
const read = new Map<string, number>();
for (const { columns: chunks } of parquetMetadata(file.buffer as ArrayBuffer).row_groups) {
  for (const { meta_data: meta } of chunks) {
    const [name = ''] = meta?.path_in_schema ?? [];
    read.set(name, (read.get(name) ?? 0) + Number(meta?.total_compressed_size ?? 0));
  }
}
for (const [question, names] of Object.entries(QUESTIONS)) {
  const bytes = names.reduce((sum, name) => sum + (read.get(name) ?? Number.NaN), 0);
  console.log(`${question}: ${perSpan(bytes)} bytes a span`);
}
