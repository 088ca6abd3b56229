// The API over a lake that Athena can be asked about: the choice, the background, the budget, what the answers say of both.
import { join } from 'node:path';
import { type AthenaEngine, DuckdbEngine, LakeSession, type SnapshotReader } from '@tracelake/engine';
import { FolderStorage, LakeReader, LakeWriter } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { hiveTableStatement, SPANS_TABLE } from '@tracelake/schema';
import { encodeOtlpProtobuf, type FakeAthena, type OtlpSpan } from '@tracelake/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { createApp } from '../../packages/server/src/app.ts';
import { SYSTEM_CLOCK } from '../../packages/server/src/clock.ts';
import { PageFiles } from '../../packages/server/src/page/page-files.ts';
import { DEFAULT_QUERY_STORE_LIMITS, QueryStore } from '../../packages/server/src/queries/query-store.ts';
import { RunningQueries } from '../../packages/server/src/queries/running-queries.ts';
import { LakeReads } from '../../packages/server/src/reads/lake-reads.ts';
import type { QueryRecord } from '../../packages/server/src/reads/query-audit.ts';
import { openLakeState } from '../../packages/server/src/state/lake-state.ts';
import { removeFolder } from '../e2e/tracelake-process.ts';
import { ENDLESS } from './contract-queries.ts';
import { athenaEngine, runStatement, startAthenaHere, TRINO } from './trino-connection.ts';

const LAKE = `athena-lake-${process.pid}`;
const SCHEMA = `athena_${process.pid}`;
const NOW_MS = Date.now();
const SPANS = 50;
/** Kilobytes become gigabytes. */
const GROWTH = 1_000_000;

describe.runIf(TRINO !== null)('the API with Athena', () => {
  let fake: FakeAthena;
  let athena: AthenaEngine;
  let child: BuiltChild;
  let duckdb: DuckdbEngine;
  let app: FastifyInstance;
  let isLarge = false;
  const records: QueryRecord[] = [];

  beforeAll(async () => {
    const folder = join(TRINO!.folder, LAKE);
    await writeLake(folder);
    await runStatement(`CREATE SCHEMA hive.${SCHEMA}`);
    const day = (offsetMs: number) => new Date(NOW_MS + offsetMs).toISOString().slice(0, 10);
    const days = [day(-86_400_000), day(86_400_000)] as const;
    const location = `local:///${LAKE}/landing/spans`;
    await runStatement(hiveTableStatement(SPANS_TABLE, { name: `hive.${SCHEMA}.spans_landing`, location, days }));
    fake = await startAthenaHere();
    athena = athenaEngine(fake, { database: SCHEMA });
    child = await buildChild();
    duckdb = new DuckdbEngine({ childEntry: child.entry });
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
    const session = LakeSession.open({ reader: growing(reader, () => isLarge), engine: duckdb, athena });
    app = await appOver(new LakeReads(session, { audit: (record) => records.push(record) }));
  });
  afterAll(async () => {
    await app?.close();
    await duckdb?.close();
    await athena?.close();
    await fake?.close();
    child?.remove();
    await runStatement(`DROP TABLE IF EXISTS hive.${SCHEMA}.spans_landing`);
    await runStatement(`DROP SCHEMA IF EXISTS hive.${SCHEMA}`);
    removeFolder(join(TRINO!.folder, LAKE));
  });

  async function call(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, prefer?: string) {
    const headers = { host: 'localhost', ...(prefer === undefined ? {} : { prefer }) };
    const response = await app.inject({ method, url: `/api/v1/${url}`, headers, ...(payload && { payload }) });
    return { status: response.statusCode, headers: response.headers, json: response.json() };
  }
  const sql = (text: string, rest: object = {}) => call('POST', 'sql', { sql: text, start: '-2h', ...rest });
  const COUNT = 'SELECT name, count(*) AS n, max(time) AS last FROM spans GROUP BY name ORDER BY name';

  it('takes DuckDB for what is small, Athena for what is large or where it is named; all say the same', async () => {
    const small = await sql(COUNT);
    expect(small.json.stats).toMatchObject({ engine: 'duckdb', costUsd: 0 });
    expect(small.json.stats).not.toHaveProperty('possibleDuplicates');
    const named = await sql(COUNT, { engine: 'athena', duplicates: 'exact' });
    isLarge = true;
    const large = await sql(COUNT, { duplicates: 'exact' });
    const local = await sql(COUNT, { engine: 'duckdb' });
    isLarge = false;
    for (const { json } of [named, large]) {
      expect(json.stats).toMatchObject({ engine: 'athena', costUsd: 0.00005 });
      expect(json.columns).toEqual(small.json.columns);
      expect(json.rows).toEqual(small.json.rows);
    }
    expect(local.json.stats.engine).toBe('duckdb');
  });

  it('says whether duplicates were looked for, and how many there may be', async () => {
    const fast = await sql('SELECT count(*) FROM spans', { engine: 'athena' });
    const exact = await sql('SELECT count(*) FROM spans', { engine: 'athena', duplicates: 'exact' });
    expect(exact.json.rows).toEqual([[String(SPANS)]]);
    expect(fast.json.rows).toEqual([[String(SPANS + 1)]]);
    // DuckDB has compared these files for the first test.
    expect(fast.json.stats.possibleDuplicates).toBe(1);
    expect(exact.json.stats).not.toHaveProperty('possibleDuplicates');
  });

  it('explains who would answer, and what it would cost', async () => {
    isLarge = true;
    const { json } = await call('POST', 'sql/explain', { sql: COUNT, start: '-2h' });
    isLarge = false;
    expect(json.engine).toBe('athena');
    expect(json.estimatedUsd.athena).toBeGreaterThan(0.0005);
  });

  it('refuses what costs more than the request allows', async () => {
    const { status, json } = await sql(COUNT, { engine: 'athena', maxUsd: 0.00001 });
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'budget_exceeded' });
    expect(json.details).toMatchObject({ maxUsd: 0.00001, estimatedUsd: 0.00005 });
  });

  it('answers structured queries and comparisons there too', async () => {
    const question = { calculations: [{ op: 'COUNT' }], breakdowns: ['name'], start: '-2h' };
    const local = await call('POST', 'query', { ...question, engine: 'duckdb', duplicates: 'fast' });
    const remote = await call('POST', 'query', { ...question, engine: 'athena' });
    expect(remote.json.rows).toEqual(local.json.rows);
    expect([local, remote].map(({ json }) => json.stats.engine)).toEqual(['duckdb', 'athena']);
  });

  it('lets the texts of one question cost together what it may', async () => {
    const question = {
      // Table and series are over other seconds, so they are two texts.
      calculations: [{ op: 'RATE' }],
      breakdowns: ['name'],
      granularity: 600,
      start: '-2h',
      engine: 'athena',
    };
    const { status, json } = await call('POST', 'query', { ...question, maxUsd: 0.00007 });
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'budget_exceeded' });
    expect(json.details).toMatchObject({ maxUsd: 0.00007, spentUsd: 0.00005, estimatedUsd: 0.00005 });
    expect((await call('POST', 'query', { ...question, maxUsd: 0.00011 })).json.stats.costUsd).toBeCloseTo(0.0001, 8);
  });

  it('pays one scan for a table that shows every group and its series', async () => {
    const question = { calculations: [{ op: 'COUNT' }], granularity: 600, start: '-2h', engine: 'athena' };
    const { json } = await call('POST', 'query', { ...question, maxUsd: 0.00007 });
    expect(json.stats).toMatchObject({ engine: 'athena', costUsd: 0.00005 });
    expect(json.rows).toEqual([[String(SPANS + 1)]]);
    const counts: unknown[] = json.series.groups[0].values.COUNT;
    expect(counts.reduce((sum: number, count) => sum + Number(count), 0)).toBe(SPANS + 1);
  });

  it('leaves a query to Athena: its id, its state, its answer', async () => {
    const accepted = await call('POST', 'sql', { sql: COUNT, start: '-2h', limit: 2 }, 'respond-async');
    const { id } = accepted.json;
    expect(accepted).toMatchObject({
      status: 202,
      headers: { location: `/api/v1/queries/${id}`, 'preference-applied': 'respond-async' },
      json: { status: expect.stringMatching(/running|succeeded/), sql: COUNT },
    });
    expect(fake.executions.at(-1)?.options.id).toBe(id);
    expect(records.at(-1)).toMatchObject({ outcome: 'started', engine: 'athena', id, sql: COUNT });
    await expect
      .poll(async () => (await call('GET', `queries/${id}`)).json.status, { timeout: 30_000 })
      .toBe('succeeded');
    const { json } = await call('GET', `queries/${id}`);
    const direct = await sql(COUNT, { engine: 'athena', limit: 2 });
    expect(json.result).toMatchObject({ columns: direct.json.columns, rows: direct.json.rows, truncated: true });
    expect(json.result.stats).toMatchObject({
      engine: 'athena',
      rows: 2,
      files: direct.json.stats.files,
      costUsd: 0.00005,
    });
    expect(json.endedAt).toMatch(/^\d{4}-/);
  });

  it('cancels it, and forgets nothing that it does not know', async () => {
    // The gate lets no other table through: what runs long is started past it.
    const query = {
      sql: ENDLESS,
      columns: [{ name: 'n', type: { kind: 'bigint' } as const }],
      engineTypes: [],
      files: [],
    };
    const note = JSON.stringify({ start: '0', end: '1', files: 0, notes: [], possibleDuplicates: 0 });
    const id = await athena.start(query, { timeoutMs: 60_000, rowLimit: 10 }, note);
    expect((await call('GET', `queries/${id}`)).json).toMatchObject({ id, status: 'running' });
    expect((await call('DELETE', `queries/${id}`)).json).toMatchObject({ id, status: 'canceled' });
    expect((await call('GET', 'queries/00000000-0000-0000-0000-000000000000')).json.code).toBe('query_not_found');
  });

  it('tells an error of the background with its place', async () => {
    const failing = 'SELECT\n  1 / (sum(duration_nano) - sum(duration_nano)) FROM spans';
    const { json } = await call('POST', 'sql', { sql: failing, start: '-2h' }, 'respond-async');
    await expect
      .poll(async () => (await call('GET', `queries/${json.id}`)).json.status, { timeout: 30_000 })
      .toBe('failed');
    const { error } = (await call('GET', `queries/${json.id}`)).json;
    expect(error).toMatchObject({ code: 'DIVISION_BY_ZERO', status: 400 });
  });
});

describe.runIf(TRINO !== null)('a table that was changed by hand, or is not there', () => {
  const folder = TRINO === null ? '' : join(TRINO.folder, `changed-${LAKE}`);
  let fake: FakeAthena;
  let child: BuiltChild;
  let duckdb: DuckdbEngine;
  let reader: LakeReader;
  beforeAll(async () => {
    await writeLake(folder);
    fake = await startAthenaHere();
    child = await buildChild();
    duckdb = new DuckdbEngine({ childEntry: child.entry });
    reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
  });
  afterAll(async () => {
    await duckdb?.close();
    await fake?.close();
    child?.remove();
    removeFolder(folder);
  });

  it.each<[string, ((statement: string) => string) | null]>([
    ['no database', null],
    ['no table', () => ''],
    ['a column less', (statement) => statement.replace(/^ *"name" varchar.*\n/m, '')],
    ['a column of another type', (statement) => statement.replace('"name" varchar', '"name" map(varchar, bigint)')],
    [
      'a type that the files do not have',
      (statement) => statement.replace('"duration_nano" bigint', '"duration_nano" varchar'),
    ],
  ])('%s: says that it is the table, not the question', async (_, change) => {
    const schema = `changed_${process.pid}_${Math.floor(Math.random() * 1e9)}`;
    const name = `hive.${schema}.spans_landing`;
    if (change !== null) await runStatement(`CREATE SCHEMA hive.${schema}`);
    const location = `local:///changed-${LAKE}/landing/spans`;
    const day = (offsetMs: number) => new Date(NOW_MS + offsetMs).toISOString().slice(0, 10);
    const days = [day(-86_400_000), day(86_400_000)] as const;
    const whole = hiveTableStatement(SPANS_TABLE, { name, location, days });
    const statement = change?.(whole) ?? '';
    expect(statement).not.toBe(whole);
    if (statement !== '') await runStatement(statement);
    const athena = athenaEngine(fake, { database: schema });
    const app = await appOver(new LakeReads(LakeSession.open({ reader, engine: duckdb, athena })));
    const sql = 'SELECT lower(name), max(duration_nano) + 1 FROM spans GROUP BY 1';
    const asked = { method: 'POST', url: '/api/v1/sql', headers: { host: 'localhost' } } as const;
    const told = await app.inject({ ...asked, payload: { sql, start: '-2h', engine: 'athena' } });
    expect(told.json()).toMatchObject({
      code: 'table_changed',
      status: 500,
      hint: expect.stringContaining('tracelake deploy'),
    });
    const local = await app.inject({ ...asked, payload: { sql, start: '-2h', engine: 'duckdb' } });
    expect(local.statusCode).toBe(200);
    await app.close();
    await athena.close();
    if (statement !== '') await runStatement(`DROP TABLE ${name}`);
    if (change !== null) await runStatement(`DROP SCHEMA hive.${schema}`);
  });
});

/** The same files, said to be larger: what the choice is made by. */
function growing(reader: LakeReader, isLarge: () => boolean): SnapshotReader {
  return {
    async snapshot(options) {
      const snapshot = await reader.snapshot(options);
      if (!isLarge()) return snapshot;
      const files = snapshot.files.map((file) => ({ ...file, sizeBytes: file.sizeBytes * GROWTH }));
      return { ...snapshot, files, locate: (path: string) => snapshot.locate(path) };
    },
    changedFiles: (snapshot, files) => reader.changedFiles(snapshot, files),
    setAside: (paths, reason) => reader.setAside(paths, reason),
  };
}

async function appOver(reads: LakeReads): Promise<FastifyInstance> {
  let queries = 0;
  return createApp({
    reads,
    state: openLakeState(new FolderStorage(join(TRINO!.folder, LAKE)), false),
    queries: new QueryStore({ nowMs: Date.now, newId: () => String(++queries), limits: DEFAULT_QUERY_STORE_LIMITS }),
    running: new RunningQueries(),
    rules: { loopbackOnly: true, token: null, allowedOrigins: [] },
    clock: SYSTEM_CLOCK,
    log: () => {},
    health: () => ({ status: 'ok', version: '0', instance: 'test', trouble: null }),
    ingestStats: () => null,
    quarantined: async () => [],
    lostLandingNote: async () => null,
    page: await PageFiles.open(null),
    otlpUrl: () => null,
  });
}

/** The second span once more in a file of its own. */
async function writeLake(folder: string): Promise<void> {
  const writer = await LakeWriter.open({
    folder,
    table: SPANS_TABLE,
    decoderFactory: createOtlpDecoder,
    worker: null,
    clock: { nowMs: () => NOW_MS, monotonicMs: () => 0 },
    limits: { tailEveryMs: 3_600_000 },
  });
  const spans = Array.from({ length: SPANS }, (_, i) => spanOf(i));
  for (const part of [spans, spans.slice(1, 2)]) {
    const body = encodeOtlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans: part }] }] });
    await writer.append([body], body.length, 'otlpProtobuf');
    await writer.land();
  }
  await writer.close();
}

function spanOf(number: number): OtlpSpan {
  const start = BigInt(NOW_MS - 3_600_000 + number) * 1_000_000n + 123_456n;
  const id = (number + 1).toString(16).padStart(2, '0');
  return {
    traceId: Buffer.from(id.repeat(16), 'hex'),
    spanId: Buffer.from(id.repeat(8), 'hex'),
    name: ['read', 'write', 'list'][number % 3],
    kind: 2,
    startTimeUnixNano: start,
    endTimeUnixNano: start + 5_000_000n,
  };
}
