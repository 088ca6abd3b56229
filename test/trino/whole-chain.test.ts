// All that an account has, from the function to the answer: a real OpenTelemetry SDK on the fake platform, the built layer, Firehose's
// conversion, a bucket; then DuckDB over the bucket and Athena's API over a real Trino. Both must answer a dozen questions alike.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type AthenaEngine, DuckdbEngine, LakeSession, RangeProxy } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { hiveTableStatement, SPANS_TABLE } from '@tracelake/schema';
import { type FakeAthena, fixtureHandler, type Invocation } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { type AnswerRows, answerRows } from '../../packages/server/src/reads/answer-rows.ts';
import { LakeReads } from '../../packages/server/src/reads/lake-reads.ts';
import { newBucket, STAND_CLIENT, stand } from '../aws/stand-account.ts';
import { buildLayer, type LambdaStand, startStand } from '../e2e/lambda-stand.ts';
import { removeFolder, temporaryFolder } from '../e2e/tracelake-process.ts';
import { athenaEngine, runStatement, startAthenaHere, TRINO } from './trino-connection.ts';

const LAKE = `chain-lake-${process.pid}`;
const SCHEMA = `chain_${process.pid}`;
/** Another than those of test/e2e. */
const OTLP_PORT = 24_187;
const DAY_MS = 86_400_000;
const ARTICLES = ['lamp', 'chair', 'bed'];

const QUESTIONS: Readonly<Record<string, string>> = {
  'how many': 'SELECT count(*) AS n, count(DISTINCT trace_id) AS traces FROM spans',
  'each invocation': `SELECT "faas.invocation_id", name, status_code, "aws.lambda.status", "faas.coldstart", "error.type", duration_nano
    FROM spans WHERE main AND "faas.invocation_id" IS NOT NULL ORDER BY start_time_unix_nano`,
  'names and kinds': 'SELECT name, kind, count(*) AS n FROM spans GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2',
  'an attribute nobody declared': `SELECT "app.article", count(*) AS n, sum(index) AS sum FROM spans WHERE "app.article" IS NOT NULL GROUP BY 1 ORDER BY 1`,
  'durations and percentiles': `SELECT kind, min(duration_ms), max(duration_ms), avg(duration_nano) > 0 FROM spans GROUP BY kind ORDER BY kind`,
  'a filter on an attribute': `SELECT trace_id, span_id, name FROM spans WHERE "db.system.name" = 'dynamodb' AND "app.article" = 'lamp' ORDER BY span_id`,
  'users of failed invocations': `SELECT "user.id", "error.type", status_message FROM spans WHERE status_code = 'ERROR' ORDER BY start_time_unix_nano, span_id`,
  'a relation of spans': `SELECT c.name, p.name AS parent FROM spans c JOIN spans p ON c.trace_id = p.trace_id AND c.parent_span_id = p.span_id ORDER BY c.start_time_unix_nano, c.span_id`,
  'events of exceptions': `SELECT e.name, element_at(e.attributes, 'exception.type') FROM spans CROSS JOIN UNNEST(events) AS e (time_unix_nano, name, attributes) ORDER BY 1, 2, e.time_unix_nano`,
  'time buckets': `SELECT date_trunc('hour', time) AS hour, count(*) AS n FROM spans WHERE time > now() - INTERVAL '1' HOUR GROUP BY 1 ORDER BY 1`,
  'the resource': `SELECT DISTINCT service_name, "service.version", "cloud.region", "faas.name", "deployment.environment.name" FROM spans WHERE service_name IS NOT NULL ORDER BY 1, 2, 3, 4, 5`,
  'a window function': `SELECT name, start_time_unix_nano, row_number() OVER (PARTITION BY trace_id ORDER BY start_time_unix_nano, span_id) AS r FROM spans ORDER BY 2, 1, 3`,
  'all attributes as text': `SELECT name, cardinality(attributes) AS n, element_at(attributes, 'app.article') AS article FROM spans ORDER BY start_time_unix_nano, span_id`,
  everything: 'SELECT * FROM spans ORDER BY start_time_unix_nano, span_id',
};

describe.skipIf(TRINO === null || stand === null)('from a function to the answer', () => {
  const layerFolder = temporaryFolder('layer');
  let lambda: LambdaStand;
  let invocations: Invocation[];
  let child: BuiltChild;
  let duckdb: DuckdbEngine;
  let fake: FakeAthena;
  let athena: AthenaEngine;
  let storage: S3Storage;
  let reads: LakeReads;
  let range: { startTimeUnixNano: bigint; endTimeUnixNano: bigint };

  beforeAll(async () => {
    const bucket = await newBucket();
    const s3 = new S3Client(STAND_CLIENT);
    lambda = await startStand({
      layer: buildLayer(layerFolder),
      handler: fixtureHandler('otel-protobuf'),
      environment: {
        TRACELAKE_OTLP_PORT: String(OTLP_PORT),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}`,
      },
      objects: async ({ key, body }) => {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
      },
    });
    invocations = await takeOrders(lambda);
    s3.destroy();

    storage = new S3Storage({ address: { bucket, prefix: '' }, client: STAND_CLIENT });
    await copyForTrino(storage);
    fake = await startAthenaHere();
    athena = athenaEngine(fake, { database: SCHEMA });
    child = await buildChild();
    const proxy = await RangeProxy.start({ storage });
    duckdb = new DuckdbEngine({ childEntry: child.entry, bucket: { proxy, httpfsFile: stand!.httpfs } });
    const locate = (file: { path: string; sizeBytes: number }) => proxy.locate(file);
    const reader = await LakeReader.open({ storage, table: SPANS_TABLE, readOnly: true, locate });
    reads = new LakeReads(LakeSession.open({ reader, engine: duckdb, athena }));
    const endTimeUnixNano = BigInt(Date.now()) * 1_000_000n;
    range = { startTimeUnixNano: endTimeUnixNano - 3_600_000_000_000n, endTimeUnixNano };
  }, 600_000);
  afterAll(async () => {
    await lambda?.close();
    await duckdb?.close();
    await athena?.close();
    await fake?.close();
    storage?.close();
    child?.remove();
    await runStatement(`DROP TABLE IF EXISTS hive.${SCHEMA}.spans_landing`);
    await runStatement(`DROP SCHEMA IF EXISTS hive.${SCHEMA}`);
    removeFolder(join(TRINO!.folder, LAKE));
    removeFolder(layerFolder);
  });

  function ask(engine: 'duckdb' | 'athena', sql: string): Promise<AnswerRows> {
    return answerRows(reads, { range, engine, duplicates: 'exact', sql }, { timeoutMs: 120_000 });
  }

  it.each(Object.entries(QUESTIONS))('both engines say the same: %s', async (_, sql) => {
    const local = await ask('duckdb', sql);
    const remote = await ask('athena', sql);
    expect([local.stats.engine, remote.stats.engine]).toEqual(['duckdb', 'athena']);
    expect(local.rows.length).toBeGreaterThan(0);
    expect(remote.columns).toEqual(local.columns);
    expect(remote.rows).toEqual(local.rows);
  });

  it('what they say is what happened', async () => {
    const { rows } = await ask('athena', QUESTIONS['each invocation']!);
    const told = invocations.map(({ requestId, status }) => [requestId, status]);
    expect(rows.map(([id, , , status]) => [id, status])).toEqual(told);
    expect(rows.map(([, , code]) => code)).toEqual(
      invocations.map(({ status }) => (status === 'success' ? 'UNSET' : 'ERROR')),
    );
    expect(rows.map(([, , , , isCold]) => isCold)[0]).toBe(true);
    const articles = await ask('athena', QUESTIONS['an attribute nobody declared']!);
    expect(articles.rows.map(([article]) => article)).toEqual([...ARTICLES].sort());
  });
});

async function takeOrders({ platform, firehose }: LambdaStand): Promise<Invocation[]> {
  const invocations: Invocation[] = [];
  for (const [i, article] of [...ARTICLES, ...ARTICLES].entries()) {
    const ending = i === 4 ? { ending: 'throw' } : {};
    invocations.push(await platform.invoke({ user: `u-${i}`, article, ...ending }));
  }
  await platform.shutdown();
  await firehose.flush();
  return invocations;
}

/** The Trino of these tests reads a folder: it is given what the bucket gives. */
async function copyForTrino(storage: S3Storage): Promise<void> {
  for await (const { path } of storage.list('landing/')) {
    const copy = join(TRINO!.folder, LAKE, path);
    await mkdir(dirname(copy), { recursive: true });
    await writeFile(copy, await storage.get(path));
  }
  await runStatement(`CREATE SCHEMA hive.${SCHEMA}`);
  const day = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString().slice(0, 10);
  const location = `local:///${LAKE}/landing/spans`;
  const days = [day(-DAY_MS), day(DAY_MS)] as const;
  await runStatement(hiveTableStatement(SPANS_TABLE, { name: `hive.${SCHEMA}.spans_landing`, location, days }));
}
