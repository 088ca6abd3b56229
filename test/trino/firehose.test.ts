// Landing files of the fake Firehose on both engines: values, late values, and Trino's own OpenX SerDe as a second opinion of the conversion.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { DuckdbEngine, LakeSession } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { amendsText, firehoseJsonKeys, glueColumns, hiveTableStatement, SPANS_TABLE } from '@tracelake/schema';
import { keyedDocument, SPANS_CONVERSION, startFirehose, TEST_CREDENTIALS } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { answerRows } from '../../packages/server/src/reads/answer-rows.ts';
import { LakeReads } from '../../packages/server/src/reads/lake-reads.ts';
import { removeFolder } from '../e2e/tracelake-process.ts';
import { runStatement, TRINO, trinoEngine } from './trino-connection.ts';

const LAKE = `firehose-lake-${process.pid}`;
const SCHEMA = `firehose_${process.pid}`;
const OPTIONS = { timeoutMs: 120_000 };
const NOW = BigInt(Date.now()) * 1_000_000n;
const HOUR = 3_600_000_000_000n;
const RECENT = NOW - HOUR;
const OLD = NOW - 25n * HOUR;

type Values = Readonly<Record<string, unknown>>;

/** One document; bigint is written bare. */
function documentOf(id: string, start: bigint, values: Values = {}): string {
  const identity = { trace_id: id.repeat(32), span_id: id.repeat(16), kind: 'SERVER', start_time_unix_nano: start };
  const json = JSON.stringify({ ...identity, name: id, main: true, ...values }, (_, value) =>
    typeof value === 'bigint' ? `#${value}#` : value,
  );
  return keyedDocument(json.replace(/"#(-?\d+)#"/g, '$1'));
}

function amendment(id: string, start: bigint, values: Values): string {
  return documentOf(id, start, { name: 'late', ...values, amends: amendsText(Object.keys(values)) });
}

const BATCHES: readonly (readonly string[])[] = [
  [
    documentOf('a', RECENT, {
      duration_nano: 9_007_199_254_740_993n,
      http_response_status_code: 200,
      aws_lambda_billed_duration_ms: 1.5,
      attributes_string: { 'User.Plan': 'pro', 'user.plan': 'free', grüße: '🎈' },
      attributes_number: { 'cart.items': 3 },
      attributes_boolean: { gift: false },
      events: [{ time_unix_nano: RECENT + 1n, name: 'retry', attributes: { 'A.b': 'x' } }],
    }),
    documentOf('b', RECENT, { duration_nano: 1_000_000n }),
    documentOf('c', OLD, { duration_nano: 5n }),
  ],
  [
    amendment('a', RECENT, { aws_lambda_billed_duration_ms: 2, aws_lambda_memory_used_mb: 91 }),
    amendment('b', RECENT, { duration_nano: 9_000_000n, attributes_number: { 'cart.items': 7 } }),
    amendment('c', OLD, { aws_lambda_billed_duration_ms: 3 }),
    amendment('e', OLD, { aws_lambda_billed_duration_ms: 4 }),
    amendment('f', RECENT, { aws_lambda_billed_duration_ms: 5 }),
    documentOf('b', RECENT, { duration_nano: 1_000_000n }),
  ],
];

const QUESTIONS: Readonly<Record<string, string>> = {
  'late values': `SELECT name, duration_nano, "aws.lambda.billed_duration_ms", "aws.lambda.memory_used_mb", "cart.items" FROM spans ORDER BY trace_id`,
  'nothing late': 'SELECT name, kind, "http.response.status_code" FROM spans ORDER BY trace_id',
  count: 'SELECT count(*) FROM spans',
  'a late duration': 'SELECT name, duration_ms FROM spans WHERE duration_ms BETWEEN 5 AND 20',
  'one trace': `SELECT name, "aws.lambda.billed_duration_ms" FROM spans WHERE trace_id = '${'a'.repeat(32)}'`,
  'whole maps': `SELECT name, cardinality(attributes), attributes['cart.items'], attributes['User.Plan'], attributes['user.plan'] FROM spans ORDER BY trace_id`,
  events: `SELECT e.name, e.time_unix_nano - start_time_unix_nano, element_at(e.attributes, 'A.b') FROM spans CROSS JOIN UNNEST(events) AS e (time_unix_nano, name, attributes)`,
  everything: 'SELECT * FROM spans ORDER BY trace_id',
  'twice in one query': `SELECT x.name, y."aws.lambda.billed_duration_ms" FROM spans x JOIN spans y ON x.trace_id = y.trace_id WHERE y."aws.lambda.billed_duration_ms" > 1 ORDER BY 1`,
};

describe.runIf(TRINO !== null)('files that Firehose wrote', () => {
  const trino = TRINO === null ? undefined : trinoEngine(SCHEMA);
  let child: BuiltChild;
  let duckdb: DuckdbEngine;
  let reads: LakeReads;

  beforeAll(async () => {
    const folder = join(TRINO!.folder, LAKE);
    await writeLake(folder);
    await runStatement(`CREATE SCHEMA hive.${SCHEMA}`);
    const day = (at: bigint) => new Date(Number(at / 1_000_000n)).toISOString().slice(0, 10);
    const location = `local:///${LAKE}/landing/spans`;
    const days = [day(NOW - 48n * HOUR), day(NOW + 24n * HOUR)] as const;
    await runStatement(hiveTableStatement(SPANS_TABLE, { name: `hive.${SCHEMA}.spans_landing`, location, days }));
    child = await buildChild();
    duckdb = new DuckdbEngine({ childEntry: child.entry });
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
    reads = new LakeReads(LakeSession.open({ reader, engine: duckdb, trino }));
  }, 600_000);
  afterAll(async () => {
    await duckdb?.close();
    await trino?.close();
    child?.remove();
    for (const table of ['spans_landing', 'documents'])
      await runStatement(`DROP TABLE IF EXISTS hive.${SCHEMA}.${table}`);
    await runStatement(`DROP SCHEMA IF EXISTS hive.${SCHEMA}`);
    removeFolder(join(TRINO!.folder, LAKE));
  });

  const range = { startTimeUnixNano: NOW - 48n * HOUR, endTimeUnixNano: NOW };
  const ask = async (engine: 'duckdb' | 'trino', duplicates: 'exact' | 'fast', sql: string) => {
    const { rows } = await answerRows(reads, { range, duplicates, engine, sql }, OPTIONS);
    return rows;
  };

  it.each(Object.entries(QUESTIONS))('both engines answer alike: %s', async (_, sql) => {
    for (const duplicates of ['exact', 'fast'] as const) {
      const local = await ask('duckdb', duplicates, sql);
      expect(local.length).toBeGreaterThan(0);
      expect(await ask('trino', duplicates, sql)).toEqual(local);
    }
  });

  it('late values are there, and the amendment that lost its invocation', async () => {
    expect(await ask('duckdb', 'exact', QUESTIONS['late values']!)).toEqual([
      ['a', '9007199254740993', 2, 91, 3],
      ['b', '9000000', null, null, 7],
      ['c', '5', 3, null, null],
      ['late', null, 4, null, null],
    ]);
  });

  it("Trino's OpenX SerDe makes the same rows of the documents", async () => {
    await createDocumentsTable(join(TRINO!.folder, LAKE));
    const columns = glueColumns(SPANS_TABLE).map(({ Name }) => `"${Name}"`);
    const list = columns.map((name) =>
      /attributes|events|links/.test(name) ? `json_format(CAST(${name} AS json))` : name,
    );
    const rowsOf = (table: string) => `SELECT ${list.join(', ')} FROM hive.${SCHEMA}.${table}`;
    for (const [left, right] of [
      ['documents', 'spans_landing'],
      ['spans_landing', 'documents'],
    ]) {
      const [[missing]] = await trinoRows(`SELECT count(*) FROM (${rowsOf(left!)} EXCEPT ${rowsOf(right!)})`);
      expect(missing).toBe(0);
    }
    const [[count]] = await trinoRows(`SELECT count(*) FROM (${rowsOf('documents')})`);
    expect(count).toBe(BATCHES.flat().length);
  });
});

async function writeLake(folder: string): Promise<void> {
  const firehose = await startFirehose({
    streams: {
      spans: {
        prefix: 'landing/spans/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
        errorPrefix: 'errors/!{firehose:error-output-type}/',
        conversion: SPANS_CONVERSION,
      },
    },
    storage: folder,
  });
  const { url: endpoint, region } = firehose;
  const client = new FirehoseClient({ endpoint, region, credentials: TEST_CREDENTIALS });
  for (const documents of BATCHES) {
    const Records = documents.map((document) => ({ Data: new TextEncoder().encode(`${document}\n`) }));
    await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'spans', Records }));
    await firehose.flush();
  }
  await firehose.close();
  await mkdir(join(folder, 'documents'));
  await writeFile(join(folder, 'documents/batch.json'), `${BATCHES.flat().join('\n')}\n`);
}

/** Case must matter, and only the table's file in the metastore can say so. */
async function createDocumentsTable(folder: string): Promise<void> {
  const landing = hiveTableStatement(SPANS_TABLE, { name: 'x', location: 'x', days: ['', ''] });
  const columns = landing
    .slice(landing.indexOf('(') + 1, landing.indexOf('"dt" varchar WITH'))
    .trimEnd()
    .replace(/,$/, '');
  await runStatement(`CREATE TABLE hive.${SCHEMA}.documents (${columns})
    WITH (format = 'OPENX_JSON', external_location = 'local:///${LAKE}/documents')`);
  const path = await schemaFile(join(folder, '..'));
  const table = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const mappings = Object.entries(firehoseJsonKeys(SPANS_TABLE)).map(([column, key]) => [`mapping.${column}`, key]);
  const serdeParameters = { 'case.insensitive': 'false', ...Object.fromEntries(mappings) };
  await writeFile(path, JSON.stringify({ ...table, serdeParameters }));
  await rm(join(dirname(path), '..trinoSchema.crc'), { force: true });
}

async function schemaFile(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const found = files.find((file) => file.endsWith(`${SCHEMA}/documents/.trinoSchema`));
  if (found === undefined) throw new Error('The metastore of Trino has no file for the table');
  return join(folder, found);
}

async function trinoRows(sql: string): Promise<unknown[][]> {
  const headers = { 'X-Trino-User': 'test' };
  type Page = { readonly nextUri?: string; readonly data?: unknown[][]; readonly error?: { readonly message: string } };
  const rows: unknown[][] = [];
  let page = (await (await fetch(`${TRINO!.url}/v1/statement`, { method: 'POST', headers, body: sql })).json()) as Page;
  for (;;) {
    if (page.error !== undefined) throw new Error(`${page.error.message}: ${sql}`);
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return rows;
    page = (await (await fetch(page.nextUri, { headers })).json()) as Page;
  }
}
