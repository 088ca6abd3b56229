// The conformance queries over a lake of our own, planned once and run three times: the DuckDB text on its files, the Trino text on a
// real Trino whose catalogue is made from the Glue definitions, Athena's text on a fake Athena over it. All answers must be the recorded one.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AthenaEngine, DuckdbEngine, LakeSession, type SessionQuery } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { typeText } from '@tracelake/query';
import { hiveTableStatement, isTracelakeError, SPANS_TABLE } from '@tracelake/schema';
import type { FakeAthena } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { allRows } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { difference, type RecordedAnswer } from '../conformance/answer-comparison.ts';
import { writeConformanceLake } from './conformance-lake.ts';
import { athenaEngine, runStatement, startAthenaHere, TRINO, trinoEngine } from './trino-connection.ts';

type Query = RecordedAnswer & { readonly name: string };

const RECORDED = JSON.parse(readFileSync(new URL('../conformance/trino/queries.json', import.meta.url), 'utf8')) as {
  readonly start: string;
  readonly end: string;
  readonly queries: readonly Query[];
};

const LAKE = 'conformance-lake';
const SCHEMA = 'conformance';

/** Queries whose recorded answer is another over our table, by name: why. Both engines must still agree. */
const OTHER_THAN_RECORDED: Readonly<Record<string, string>> = {
  'unnest-map-comma': 'rpc.system has a column, and is shown by its newer name rpc.system.name',
};

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: Awaited<ReturnType<typeof allRows>>;
}

describe.runIf(TRINO !== null)('conformance queries over our own landing files', () => {
  let child: BuiltChild;
  let duckdb: DuckdbEngine;
  let session: LakeSession;
  const trino = TRINO === null ? undefined : trinoEngine(SCHEMA);
  let fake: FakeAthena;
  let athena: AthenaEngine;

  beforeAll(async () => {
    const folder = join(TRINO!.folder, LAKE);
    await writeConformanceLake(folder);
    await runStatement(`DROP TABLE IF EXISTS hive.${SCHEMA}.spans_landing`);
    await runStatement(`CREATE SCHEMA IF NOT EXISTS hive.${SCHEMA}`);
    await runStatement(
      hiveTableStatement(SPANS_TABLE, {
        name: `hive.${SCHEMA}.spans_landing`,
        location: `local:///${LAKE}/landing/spans`,
        days: ['2025-12-31', '2026-01-02'],
      }),
    );
    fake = await startAthenaHere({ workgroups: { primary: {}, tight: { cutoffBytes: 10_000 } } });
    athena = athenaEngine(fake, { database: SCHEMA });
    child = await buildChild();
    duckdb = new DuckdbEngine({ childEntry: child.entry });
    session = LakeSession.open({
      reader: await LakeReader.open({ folder, table: SPANS_TABLE }),
      engine: duckdb,
      trino,
      athena,
    });
  });
  afterAll(async () => {
    await duckdb?.close();
    await trino?.close();
    await athena?.close();
    await fake?.close();
    child?.remove();
  });

  function queryOf(
    sql: string,
    engine: 'duckdb' | 'trino' | 'athena',
    options: Partial<SessionQuery> = {},
  ): SessionQuery {
    return {
      sql,
      engine,
      startTimeUnixNano: BigInt(Date.parse(RECORDED.start)) * 1_000_000n,
      endTimeUnixNano: BigInt(Date.parse(RECORDED.end)) * 1_000_000n,
      duplicates: 'fast',
      timeoutMs: 120_000,
      rowLimit: 100_000,
      ...options,
    };
  }

  async function answerOf(query: SessionQuery): Promise<Answer | { readonly error: string }> {
    try {
      const result = await session.sql(query);
      const rows = await allRows(result);
      return { columns: result.columns.map(({ name, type }) => ({ name, type: typeText(type) })), rows };
    } catch (error) {
      if (!isTracelakeError(error)) throw error;
      return { error: `${error.code}: ${error.message}` };
    }
  }

  it.each(RECORDED.queries.map((query) => ({ ...query })))('$name', async ({ name, sql, ...recorded }) => {
    const local = await answerOf(queryOf(sql, 'duckdb'));
    const remote = await answerOf(queryOf(sql, 'trino'));
    const onAthena = await answerOf(queryOf(sql, 'athena'));
    if (recorded.error !== undefined) {
      expect([local, remote, onAthena].map((answer) => ('error' in answer ? 'refused' : 'answered'))).toEqual([
        'refused',
        'refused',
        'refused',
      ]);
      return;
    }
    if ('error' in local || 'error' in remote || 'error' in onAthena) {
      expect([local, remote, onAthena].map((answer) => ('error' in answer ? answer.error : 'answered'))).toEqual([
        'answered',
        'answered',
        'answered',
      ]);
      return;
    }
    const asRecorded = { ...recorded, sql };
    expect(difference({ ...asRecorded, ...local }, remote.columns, remote.rows)).toBeUndefined();
    expect(difference({ ...asRecorded, ...local }, onAthena.columns, onAthena.rows)).toBeUndefined();
    if (name in OTHER_THAN_RECORDED) return;
    expect(difference(asRecorded, remote.columns, remote.rows)).toBeUndefined();
  });

  it('leaves out duplicates on all alike', async () => {
    const sql = 'SELECT count(*), count(DISTINCT span_id), sum(duration_nano) FROM spans';
    const [local, ...remote] = await Promise.all(
      (['duckdb', 'trino', 'athena'] as const).map((engine) => answerOf(queryOf(sql, engine, { duplicates: 'exact' }))),
    );
    expect(remote).toEqual([local, local]);
  });

  it('says what Trino has read, and that what has not landed is missing', async () => {
    const result = await session.sql(queryOf('SELECT count(*) FROM spans', 'trino'));
    await allRows(result);
    expect(result.stats()).toMatchObject({ engine: 'trino', rows: 1 });
    expect(result.stats().bytesScanned).toBeGreaterThan(0);
    expect(result.plan.notes).toEqual([]);
  });

  it('says what Athena has scanned, what that cost, and which duplicates it may count', async () => {
    const sql = 'SELECT count(*) FROM spans';
    const unknown = await session.sql(queryOf(sql, 'athena', { duplicates: undefined }));
    await allRows(unknown);
    expect(unknown.stats().bytesScanned).toBe(fake.executions.at(-1)?.bytesScanned);
    expect(unknown.stats()).toMatchObject({ engine: 'athena', rows: 1, costUsd: 0.00005 });
    await allRows(await session.sql(queryOf(sql, 'duckdb', { duplicates: 'exact' })));
    const known = await session.sql(queryOf(sql, 'athena', { duplicates: undefined }));
    const [[counted]] = await allRows(known);
    const exact = await session.sql(queryOf(sql, 'athena', { duplicates: 'exact' }));
    const [[distinct]] = await allRows(exact);
    expect(known.plan.possibleDuplicates).toBe(Number(counted) - Number(distinct));
    expect(exact.plan.possibleDuplicates).toBe(0);
  });

  it('tells what the workgroup cut off, and what that cost', async () => {
    const plan = await session.explain(queryOf('SELECT count(*) FROM spans', 'athena'));
    const tight = athenaEngine(fake, { database: SCHEMA, workgroup: 'tight' });
    const question = { ...plan.trino, columns: plan.columns, engineTypes: [], files: [] };
    await expect(tight.run(question, queryOf('', 'athena'))).rejects.toMatchObject({
      code: 'scan_limit_exceeded',
      details: { costUsd: 0.00005, bytesScanned: expect.any(Number) },
    });
    expect(fake.executions.at(-1)?.bytesScanned).toBeGreaterThan(10_000);
    await tight.close();
  });

  it('names the place in the user’s text', async () => {
    const sql = "-- é😀\nWITH a AS (SELECT 1 AS x)\nSELECT '😀', attributes['user.id'], name\nFROM spans, a";
    const plan = await session.explain(queryOf(sql, 'trino'));
    const { copied, sql: text } = plan.trino;
    const broken = text.replace(/, name(?=\nFROM spans, a)/, ', nome');
    expect(broken).not.toBe(text);
    for (const engine of [trino!, athena]) {
      const question = { sql: broken, copied, columns: plan.columns, engineTypes: [], files: [] };
      await expect(engine.run(question, queryOf('', 'trino'))).rejects.toMatchObject({
        code: 'COLUMN_NOT_FOUND',
        message: "line 3:36: Column 'nome' cannot be resolved",
        details: { line: 3, column: 36 },
      });
    }
  });
});
