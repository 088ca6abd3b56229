// What late values cost: a lake of files that Firehose wrote, asked with amendments and, side by side, as if it had none.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage, readFieldDocument } from '@tracelake/lake';
import { createRowReader, documentOf } from '@tracelake/otlp';
import { QueryPlanner, type QueryRequest } from '@tracelake/query';
import { amendsText, type FieldDocument, SPANS_TABLE } from '@tracelake/schema';
import { benchSpans, encodeOtlpProtobuf, otlpRequests, SPANS_CONVERSION, seededRandom } from '@tracelake/testkit';
import { translatedConnection } from '../../packages/query/test/duckdb/translated-connection.ts';
import { DeliveryStream } from '../../packages/testkit/src/firehose/delivery-stream.ts';

const SPANS = Number(process.argv[2] ?? 60_000);
const FILES = 12;
const ROUNDS = 9;
const DAY = 86_400_000_000_000n;

const QUESTIONS: Readonly<Record<string, string>> = {
  'names no late column': 'SELECT "http.route", count(*), avg(duration_ms) FROM spans GROUP BY 1',
  'names a late column': 'SELECT service_name, avg("aws.lambda.billed_duration_ms") FROM spans GROUP BY 1',
  count: 'SELECT count(*) FROM spans',
};

const folder = mkdtempSync(join(tmpdir(), 'tracelake-amendments-bench-'));
try {
  const documents = await writeLake();
  const plain = documents.map(({ amendments: _, ...rest }) => rest);
  const late = documents.reduce((sum, { amendments }) => sum + (amendments?.rows ?? 0), 0);
  console.log(`${SPANS} spans in ${FILES} files, ${late} amendments`);
  for (const [range, ageDays] of [
    ['of today', 0n],
    ['of two days ago', 2n],
  ] as const) {
    for (const [what, sql] of Object.entries(QUESTIONS))
      await compare(`${what}, spans ${range}`, sql, ageDays, [documents, plain]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Amendments of a file come with the next. */
async function writeLake(): Promise<FieldDocument[]> {
  const storage = new FolderStorage(folder);
  const paths: string[] = [];
  const errorPrefix = 'errors/!{firehose:error-output-type}/';
  const configuration = { prefix: 'landing/spans/!{timestamp:HH}/', errorPrefix, conversion: SPANS_CONVERSION };
  const sink = ({ key, body }: { key: string; body: Uint8Array }) => {
    const path = key.replaceAll('/', '-');
    writeFileSync(join(folder, path), body);
    paths.push(path);
  };
  const stream = new DeliveryStream('spans', configuration, sink, seededRandom(1));
  const reader = createRowReader();
  const encode = (text: string) => new TextEncoder().encode(`${text}\n`);
  let amendments: string[] = [];
  for (const request of otlpRequests(benchSpans(SPANS), SPANS / FILES)) {
    for (const text of amendments) stream.accept(encode(text), 0);
    amendments = [];
    for (const row of reader.read(encodeOtlpProtobuf(request), 'otlpProtobuf').rows) {
      stream.accept(encode(documentOf(row)), 0);
      const { trace_id, span_id, kind, start_time_unix_nano, main } = row;
      if (main !== true) continue;
      const values = { aws_lambda_billed_duration_ms: 5, aws_lambda_memory_used_mb: 90 };
      const identity = { trace_id, span_id, kind, start_time_unix_nano };
      amendments.push(documentOf({ ...identity, ...values, amends: amendsText(Object.keys(values)) } as typeof row));
    }
    await stream.deliver(0, true);
  }
  const found: FieldDocument[] = [];
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  for (const path of paths) {
    const sizeBytes = (await storage.head(path))!.sizeBytes;
    found.push(await readFieldDocument(storage, SPANS_TABLE, { path, sizeBytes }));
  }
  const { user } = process.cpuUsage(cpu);
  const perFile = (total: number) => (total / paths.length).toFixed(0);
  console.log(
    `field document at first sight: ${perFile(performance.now() - wall)} ms a file, CPU ${perFile(user / 1000)} ms`,
  );
  return found;
}

async function compare(
  what: string,
  sql: string,
  ageDays: bigint,
  lakes: readonly (readonly FieldDocument[])[],
): Promise<void> {
  const connection = await translatedConnection();
  const newest = lakes[0]!.map(({ file }) => BigInt(file.maxStartTimeUnixNano!)).reduce((a, b) => (a > b ? a : b));
  const range = { startTimeUnixNano: newest - 30n * DAY, endTimeUnixNano: newest + 1n };
  const request: QueryRequest = { sql, duplicates: 'fast', nowUnixNano: newest + ageDays * DAY, ...range };
  const texts = lakes.map((documents) => {
    const input = { files: documents.map(({ file }) => file), documents, locate: (path: string) => join(folder, path) };
    return new QueryPlanner().plan(request, input).plan!.duckdb.sql;
  });
  const costs: number[][] = texts.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, text] of texts.entries()) {
      const before = process.cpuUsage();
      await connection.runAndReadAll(text);
      const { user, system } = process.cpuUsage(before);
      costs[i]!.push((user + system) / 1000);
    }
  }
  connection.disconnectSync();
  const [amended, without] = costs.map((values) => values.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!) as [
    number,
    number,
  ];
  const ratio = (amended / without).toFixed(2);
  console.log(
    `${what.padEnd(44)} CPU ${amended.toFixed(0).padStart(5)} ms, without ${without.toFixed(0).padStart(5)} ms, ratio ${ratio}`,
  );
}
