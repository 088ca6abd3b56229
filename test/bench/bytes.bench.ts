// Bytes a span of each column in a landing file of bench spans, as the table in docs/performance.md has them. `[spans]`, default 30,000.
import { defaultParquetCodec, writeParquet } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { benchSpans, encodeOtlpProtobuf, otlpRequests } from '@tracelake/testkit';
import { parquetMetadata } from 'hyparquet';

const SPANS_PER_REQUEST = 500;
/** Columns that take less are added up in the last line. */
const SHOWN_BYTES = 0.5;

const [spans = 30_000] = process.argv.slice(2).map(Number);
const bodies = [...otlpRequests(benchSpans(spans), SPANS_PER_REQUEST)].map(encodeOtlpProtobuf);
const segment = new Uint8Array(bodies.reduce((total, body) => total + body.length, 0));
const decoder = createOtlpDecoder(segment, { hashSeed: 1 });
let end = 0;
for (const body of bodies) {
  segment.set(body, end);
  decoder.decode(end, end + body.length, 'otlpProtobuf');
  end += body.length;
}
const codec = defaultParquetCodec();
const file = writeParquet(decoder.batch(), SPANS_TABLE, { codec });

const bytesOf = new Map<string, number>();
for (const group of parquetMetadata(file.buffer).row_groups) {
  for (const { meta_data: chunk } of group.columns) {
    const column = chunk!.path_in_schema[0]!;
    bytesOf.set(column, (bytesOf.get(column) ?? 0) + Number(chunk!.total_compressed_size));
  }
}
const perSpan = [...bytesOf].map(([column, bytes]) => [column, bytes / spans] as const).sort((a, b) => b[1] - a[1]);
const shown = perSpan.filter(([, bytes]) => bytes >= SHOWN_BYTES);
const rest = perSpan.filter(([, bytes]) => bytes < SHOWN_BYTES);
console.log(`${spans} spans, ${codec.name}, Node ${process.version}: ${(file.length / spans).toFixed(1)} B a span\n`);
console.log('| column | B a span |\n| --- | --- |');
for (const [column, bytes] of shown) console.log(`| \`${column}\` | ${bytes.toFixed(2)} |`);
console.log(`| ${rest.length} others | ${rest.reduce((sum, [, bytes]) => sum + bytes, 0).toFixed(2)} |`);
console.log(`| footer | ${((file.length - [...bytesOf.values()].reduce((a, b) => a + b, 0)) / spans).toFixed(2)} |`);
