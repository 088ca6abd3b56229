// The demo's lake asked on every engine: the questions with a name, structured queries and a comparison. All answers must be one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AthenaEngine, DuckdbEngine, LakeSession } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { normalMessageSql, readCompareQuery, readStructuredQuery } from '@tracelake/query';
import { hiveTableStatement, SPANS_TABLE } from '@tracelake/schema';
import type { FakeAthena } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { MESSAGE_SAMPLES } from '../../packages/query/test/errors/message-samples.ts';
import { type AnswerRows, answerRows } from '../../packages/server/src/reads/answer-rows.ts';
import { answerComparison } from '../../packages/server/src/reads/compare-answer.ts';
import { readErrorGroups } from '../../packages/server/src/reads/error-groups.ts';
import { readEventRows } from '../../packages/server/src/reads/event-rows.ts';
import { LakeReads } from '../../packages/server/src/reads/lake-reads.ts';
import { sqlLiteral } from '../../packages/server/src/reads/sql-text.ts';
import { answerStructuredQuery } from '../../packages/server/src/reads/structured-answer.ts';
import { difference } from '../conformance/answer-comparison.ts';
import { askRows, eventually } from '../e2e/lake-client.ts';
import { removeFolder, startLake, stopLake } from '../e2e/tracelake-process.ts';
import { athenaEngine, runStatement, startAthenaHere, TRINO, trinoEngine } from './trino-connection.ts';

const LAKE = `demo-lake-${process.pid}`;
const SCHEMA = `demo_${process.pid}`;
const QUERIES = new URL('../../queries/', import.meta.url).pathname;
const OPTIONS = { timeoutMs: 120_000 };
const STRUCTURED: Readonly<Record<string, unknown>> = {
  'calculations of every kind': {
    calculations: [
      { op: 'COUNT' },
      { op: 'ERROR_RATE' },
      { op: 'CONCURRENCY' },
      { op: 'SUM', column: 'cart.total' },
      { op: 'MIN', column: 'duration_ms' },
      { op: 'MAX', column: 'name' },
      { op: 'MAX', column: 'events.exception.type' },
      { op: 'COUNT_DISTINCT', column: 'kind' },
    ],
    breakdowns: ['service.name', 'faas.coldstart'],
    filters: [{ column: 'service.name', op: 'starts-with', value: 'shop-' }],
    havings: [{ calculateOp: 'COUNT', op: '>', value: 10 }],
    limit: 5,
  },
  'filters of every kind': {
    breakdowns: ['name'],
    filters: [
      { column: 'http.response.status_code', op: 'in', value: [200, 201, 502] },
      { column: 'user.plan', op: '!=', value: 'free' },
      { column: 'url.full', op: 'does-not-contain', value: '%_' },
      { column: 'tenant.id', op: 'does-not-end-with', value: 'x' },
      { column: 'name', op: 'matches', value: '^(GET|POST) /[a-z]+' },
      { column: 'none.error.type', op: '=', value: 'TypeError' },
      {
        filters: [
          { column: 'user.id', op: 'exists' },
          { column: 'main', op: '=', value: true },
        ],
        filterCombination: 'OR',
      },
    ],
  },
  'relations, a calculated field and a series': {
    calculations: [{ op: 'COUNT' }, { op: 'RATE' }],
    breakdowns: ['root.name', 'slow'],
    filters: [{ column: 'any.error.type', op: 'exists' }],
    calculatedFields: [{ name: 'slow', expression: 'duration_ms > 500' }],
    granularity: 300,
  },
  // Asked on DuckDB first: it is known then that every group is shown, and Trino is asked one text for both.
  'a table and its series': {
    calculations: [
      { op: 'COUNT' },
      { op: 'ERROR_RATE' },
      { op: 'MAX', column: 'duration_ms' },
      { op: 'SUM', column: 'cold' },
    ],
    breakdowns: ['faas.name', 'service_name'],
    filters: [{ column: 'main', op: '=', value: true }],
    calculatedFields: [{ name: 'cold', expression: 'IF("faas.coldstart", 1, 0)' }],
    granularity: 300,
    limit: 500,
  },
  'all spans and their series': { calculations: [{ op: 'COUNT' }, { op: 'MIN', column: 'name' }], granularity: 600 },
  'a heatmap': { calculations: [{ op: 'HEATMAP', column: 'duration_ms' }], granularity: 600 },
};

describe.runIf(TRINO !== null)('questions of the demo', () => {
  const trino = TRINO === null ? undefined : trinoEngine(SCHEMA);
  let child: BuiltChild;
  let duckdb: DuckdbEngine;
  let fake: FakeAthena;
  let athena: AthenaEngine;
  let reads: LakeReads;
  let range: { startTimeUnixNano: bigint; endTimeUnixNano: bigint };

  beforeAll(async () => {
    const folder = join(TRINO!.folder, LAKE);
    await writeDemoLake(folder);
    await runStatement(`CREATE SCHEMA hive.${SCHEMA}`);
    const today = new Date(Date.now()).toISOString().slice(0, 10);
    const location = `local:///${LAKE}/landing/spans`;
    const table = { name: `hive.${SCHEMA}.spans_landing`, location, days: [dayBefore(today), today] as const };
    await runStatement(hiveTableStatement(SPANS_TABLE, table));
    child = await buildChild();
    duckdb = new DuckdbEngine({ childEntry: child.entry });
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
    fake = await startAthenaHere();
    athena = athenaEngine(fake, { database: SCHEMA });
    reads = new LakeReads(LakeSession.open({ reader, engine: duckdb, trino, athena }));
    const endTimeUnixNano = BigInt(Date.now()) * 1_000_000n;
    range = { startTimeUnixNano: endTimeUnixNano - 3_600_000_000_000n, endTimeUnixNano };
  }, 600_000);
  afterAll(async () => {
    await duckdb?.close();
    await trino?.close();
    await athena?.close();
    await fake?.close();
    child?.remove();
    await runStatement(`DROP TABLE IF EXISTS hive.${SCHEMA}.spans_landing`);
    await runStatement(`DROP SCHEMA IF EXISTS hive.${SCHEMA}`);
    removeFolder(join(TRINO!.folder, LAKE));
  });

  const on = (engine: 'duckdb' | 'trino' | 'athena') => ({ range, duplicates: 'fast', engine }) as const;

  it.each(readdirSync(QUERIES))('queries/%s', async (file) => {
    const sql = readFileSync(join(QUERIES, file), 'utf8');
    const local = await answerRows(reads, { ...on('duckdb'), sql }, OPTIONS);
    expect(local.rows.length).toBeGreaterThan(0);
    for (const engine of ['trino', 'athena'] as const) {
      const remote = await answerRows(reads, { ...on(engine), sql }, OPTIONS);
      expect(difference({ sql, ...exact(remote) }, exact(local).columns, exact(local).rows as never)).toBeUndefined();
    }
  });

  it.each(Object.entries(STRUCTURED))('a structured query: %s', async (_, question) => {
    const query = readStructuredQuery(question);
    const { stats: localStats, ...local } = await answerStructuredQuery(reads, query, on('duckdb'), OPTIONS);
    const { stats: remoteStats, ...remote } = await answerStructuredQuery(reads, query, on('trino'), OPTIONS);
    expect([localStats.engine, remoteStats.engine]).toEqual(['duckdb', 'trino']);
    expect(rounded(local)).toEqual(rounded(remote));
  });

  it('errors are the same groups, with the same newest span', async () => {
    const query = readStructuredQuery({ filters: [{ column: 'service.name', op: 'starts-with', value: 'shop-' }] });
    const groups = async (engine: 'duckdb' | 'trino' | 'athena') => {
      const shape = { limit: 50, granularity: 'auto' } as const;
      return (await readErrorGroups(reads, query, shape, on(engine), OPTIONS)).groups;
    };
    const local = await groups('duckdb');
    expect(local.length).toBeGreaterThan(1);
    expect(await groups('trino')).toEqual(local);
    expect(await groups('athena')).toEqual(local);
  });

  it('raw spans are the same rows, page after page', async () => {
    const query = readStructuredQuery({
      filters: [{ column: 'any.error.type', op: 'exists' }],
      calculatedFields: [{ name: 'slow', expression: 'duration_ms > 500' }],
    });
    const pages = async (engine: 'duckdb' | 'trino' | 'athena') => {
      const page = { fields: ['name', 'root.name', 'user.plan', 'slow', 'events.exception.type'], limit: 40 };
      const first = await readEventRows(reads, query, page, on(engine), OPTIONS);
      const next = await readEventRows(reads, query, { ...page, cursor: first.cursor! }, on(engine), OPTIONS);
      return [...first.rows, ...next.rows];
    };
    const local = await pages('duckdb');
    expect(local).toHaveLength(80);
    expect(await pages('trino')).toEqual(local);
    expect(await pages('athena')).toEqual(local);
  });

  it.each(['duckdb', 'trino', 'athena'] as const)('messages are normal in the same way on %s', async (engine) => {
    const literals = MESSAGE_SAMPLES.map(([message], n) => {
      return `(${n}, ${message === null ? 'CAST(NULL AS varchar)' : sqlLiteral(message)})`;
    });
    const sql = `SELECT ${normalMessageSql('m')} FROM (VALUES ${literals.join(', ')}) AS t (n, m) ORDER BY n`;
    const { rows } = await answerRows(reads, { ...on(engine), sql }, OPTIONS);
    expect(rows.map(([normal]) => normal)).toEqual(MESSAGE_SAMPLES.map(([, normal]) => normal));
  });

  it('a comparison ranks alike, with the same numbers', async () => {
    const query = readCompareQuery({ selection: { preset: 'errors' } });
    const local = await answerComparison(reads, query, on('duckdb'), OPTIONS);
    const remote = await answerComparison(reads, query, on('trino'), OPTIONS);
    expect(
      local.fields
        .slice(0, 2)
        .map(({ field }) => field)
        .sort(),
    ).toEqual(['payment.provider', 'service.version']);
    expect(rounded(local.fields)).toEqual(rounded(remote.fields));
  });
});

/** Without percentiles: Trino's are sketches, and beside a gap of the values as far off as the gap is wide. */
function exact({ columns, rows }: Pick<AnswerRows, 'columns' | 'rows'>) {
  const isExact = columns.map(({ name }) => !/p\d\d/.test(name));
  return { columns: columns.filter((_, i) => isExact[i]), rows: rows.map((row) => row.filter((_, i) => isExact[i])) };
}

/** Sums of doubles end in other digits where rows are added in another order. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item) => (typeof item === 'number' ? Number(item.toPrecision(9)) : item)),
  );
}

async function writeDemoLake(folder: string): Promise<void> {
  const demo = await startLake(folder, { command: 'demo' });
  const oldest = `SELECT count(*) AS n, date_diff('minute', min(time), now()) AS minutes FROM spans`;
  const ask = async () => (await askRows(demo, oldest, { start: '-1h', end: 'now' }))[0];
  await eventually(ask, ({ n, minutes }) => Number(minutes) >= 44 && Number(n) > 25_000, 240_000);
  await stopLake(demo);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
