// What the plan for a day of a bucket costs: `node scripts/bench.mjs bucket-plan [FILES …]`, over the stand-in for S3. A service that has
// just started, and one that knows the day already; with requests, since S3 itself adds 15 to 30 ms for each round of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DuckdbEngine, LakeSession } from '@tracelake/engine';
import { defaultParquetCodec, LakeReader, putFieldDocument, summarizeFields, writeParquet } from '@tracelake/lake';
import { type DataFile, SPANS_TABLE, tableFingerprint } from '@tracelake/schema';
import { benchBatch, benchSpans } from '@tracelake/testkit';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [288, 1440];
const ROUNDS = 7;
const GOAL_MS = 300;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** All hours of it are closed. */
const START_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - DAY_MS - HOUR_MS;
const SQL = `SELECT "http.route", count(*), approx_percentile(duration_ms, 0.95) FROM spans WHERE "user.plan" = 'pro' GROUP BY 1`;
const PUTS_AT_ONCE = 16;

const stand = spawn(process.execPath, ['scripts/stand.mjs'], { stdio: ['pipe', 'pipe', 'inherit'] });
const [line] = await once(createInterface(stand.stdout), 'line');
const { url: endpoint } = JSON.parse(String(line)) as { url: string };
const client = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** Files as Firehose names them, each with the document of a real one. */
async function writeDay(bucket: string, files: number): Promise<void> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  s3.destroy();
  const storage = new S3Storage({ address: { bucket, prefix: '' }, client });
  const batch = benchBatch([...benchSpans(200, 42, 0.1)]);
  const bytes = writeParquet(batch, SPANS_TABLE, { codec: defaultParquetCodec() });
  const summary = summarizeFields(batch, SPANS_TABLE);
  const write = async (n: number): Promise<void> => {
    const startMs = START_MS + Math.floor((n * DAY_MS) / files);
    const iso = new Date(startMs).toISOString();
    const path = `landing/spans/dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}/spans-1-${iso.slice(0, 19).replace(/[T:]/g, '-')}-${n}.parquet`;
    await storage.put(path, bytes);
    const file: DataFile = {
      path,
      tier: 'landing',
      layout: 0,
      columns: tableFingerprint(SPANS_TABLE),
      sizeBytes: bytes.length,
      rows: batch.rows,
      minStartTimeUnixNano: `${startMs}000000`,
      maxStartTimeUnixNano: `${startMs + 1000}000000`,
    };
    await putFieldDocument(storage, { version: 1, file, ...summary });
  };
  for (let n = 0; n < files; n += PUTS_AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(PUTS_AT_ONCE, files - n) }, (_, i) => write(n + i)));
  storage.close();
}

interface Planned {
  readonly ms: number;
  readonly cpuMs: number;
  readonly requests: string;
}

async function open(bucket: string, readOnly: boolean) {
  const storage = new S3Storage({ address: { bucket, prefix: '' }, client });
  const reader = await LakeReader.open({ storage, table: SPANS_TABLE, readOnly, listingTtlMs: 0 });
  const engine = new DuckdbEngine({ childEntry: '', maxRunning: 1, quickMs: 0 });
  const session = LakeSession.open({ reader, engine });
  session.warmUp();
  const plan = async (): Promise<Planned> => {
    const [before, cpu, began] = [storage.requests, process.cpuUsage(), performance.now()];
    const startTimeUnixNano = BigInt(START_MS) * 1_000_000n;
    const endTimeUnixNano = BigInt(START_MS + DAY_MS) * 1_000_000n;
    const range = { startTimeUnixNano, endTimeUnixNano };
    await session.explain({ sql: SQL, ...range, duplicates: 'fast', timeoutMs: 60_000, rowLimit: 10 });
    const ms = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    const { list, get } = storage.requests;
    return { ms, cpuMs: (user + system) / 1000, requests: `${list - before.list} LIST, ${get - before.get} GET` };
  };
  return { plan, close: () => storage.close() };
}

function report(name: string, runs: readonly Planned[]): void {
  const least = (of: (run: Planned) => number): string =>
    Math.min(...runs.map(of))
      .toFixed(0)
      .padStart(5);
  const ms = Math.min(...runs.map((run) => run.ms));
  const ratio = `${(ms / GOAL_MS).toFixed(2)} × the goal of ${GOAL_MS} ms`;
  const [{ requests }] = runs;
  console.log(
    `  ${name.padEnd(28)} ${least((run) => run.ms)} ms, ${least((run) => run.cpuMs)} of CPU; ${ratio}; ${requests}`,
  );
}

try {
  for (const files of counts) {
    const bucket = `day-of-${files}`;
    await writeDay(bucket, files);
    console.log(`${files} files of a day; least of ${ROUNDS}`);
    const first = await open(bucket, false);
    report('first ever, no bundles', [await first.plan()]);
    first.close();
    const cold: Planned[] = [];
    const warm: Planned[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const started = await open(bucket, true);
      cold.push(await started.plan());
      warm.push(await started.plan());
      started.close();
    }
    report('a service that just started', cold);
    report('one that knows the day', warm);
  }
} finally {
  stand.stdin.end();
}
