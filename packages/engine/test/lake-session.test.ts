// A lake as Firehose leaves one: Parquet files in landing and nothing else. Documents are made on first sight; SQL finds what was sent.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { LakeReader } from '@tracelake/lake';
import { engineError } from '@tracelake/query';
import { duckdbColumns, isTracelakeError, SPANS_TABLE, type TracelakeError } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckdbEngine } from '../src/duckdb/duckdb-engine.ts';
import { LakeSession, type SessionQuery } from '../src/lake-session.ts';
import type { QueryEngine } from '../src/query-engine.ts';
import { type BuiltChild, buildChild } from './duckdb/built-child.ts';
import { allRows, codeOf } from './duckdb/engine-queries.ts';

const START = BigInt(Date.UTC(2026, 10, 22, 10)) * 1_000_000n;
const HOUR = 3_600_000_000_000n;

let folder: string;
let child: BuiltChild;
let engine: DuckdbEngine;
let session: LakeSession;

/** `rows`: SELECT list items in DuckDB's SQL, one row each; other columns are NULL. */
async function writeLanding(name: string, rows: readonly string[]): Promise<string> {
  const path = join(folder, 'landing/spans/dt=2026-11-22/hour=10', name);
  mkdirSync(dirname(path), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE written (${duckdbColumns(SPANS_TABLE)})`);
  for (const row of rows) await connection.run(`INSERT INTO written BY NAME SELECT ${row}`);
  // Another name first: a reader must never see half a file.
  await connection.run(`COPY written TO '${path}.tmp' (FORMAT parquet)`);
  connection.disconnectSync();
  instance.closeSync();
  renameSync(`${path}.tmp`, path);
  return path;
}

function span(id: string, minute: bigint, rest: string): string {
  const start = START + minute * 60_000_000_000n;
  return `'t' AS trace_id, '${id}' AS span_id, 'SERVER' AS kind, ${start}::BIGINT AS start_time_unix_nano, 'checkout' AS service_name, ${rest}`;
}

function queryOf(sql: string, options: Partial<SessionQuery> = {}): SessionQuery {
  return {
    sql,
    startTimeUnixNano: START,
    endTimeUnixNano: START + HOUR,
    duplicates: 'exact',
    timeoutMs: 20_000,
    rowLimit: 1000,
    ...options,
  };
}

async function rowsOf(sql: string, options: Partial<SessionQuery> = {}) {
  return allRows(await session.sql(queryOf(sql, options)));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-session-'));
  await writeLanding('a.parquet', [
    span(
      '1',
      1n,
      `1500000::BIGINT AS duration_nano, '/pay' AS http_route, MAP {'user.plan': 'pro'} AS attributes_string`,
    ),
    span(
      '2',
      2n,
      `2500000::BIGINT AS duration_nano, '/pay' AS http_route, MAP {'cart.total': 12.5} AS attributes_number`,
    ),
  ]);
  await writeLanding('b.parquet', [
    span(
      '2',
      2n,
      `9000000::BIGINT AS duration_nano, '/pay' AS http_route, MAP {'cart.total': 13.5} AS attributes_number`,
    ),
    span(
      '3',
      59n,
      `7::BIGINT AS duration_nano, MAP {'cart.total': 1} AS attributes_number, MAP {'host.name': 'h'} AS resource_attributes`,
    ),
  ]);
  child = await buildChild();
  engine = new DuckdbEngine({ childEntry: child.entry });
  session = LakeSession.open({ reader: await LakeReader.open({ folder, table: SPANS_TABLE }), engine });
  session.warmUp();
});

afterAll(async () => {
  await engine.close();
  child.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('LakeSession', () => {
  it('answers over any attribute, each span once', async () => {
    const sql = `SELECT span_id, "http.route", duration_ms, "user.plan", "cart.total", "host.name" FROM spans ORDER BY span_id`;
    expect(await rowsOf(sql)).toEqual([
      ['1', '/pay', 1.5, 'pro', null, null],
      ['2', '/pay', 9, null, 13.5, null],
      ['3', null, 0.000007, null, 1, 'h'],
    ]);
    expect(await rowsOf(sql, { duplicates: 'fast' })).toHaveLength(4);
  });

  it('looks for duplicates once a file, however many ask at once', async () => {
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE });
    const fresh = LakeSession.open({ reader, engine });
    const sql = 'SELECT span_id, duration_ms FROM spans ORDER BY 1';
    const results = await Promise.all([1, 2, 3].map(() => fresh.sql(queryOf(sql))));
    for (const result of results) {
      expect(result.plan.comparison).toBeUndefined();
      expect(result.plan.duckdb.sql).toContain('file_row_number IN (1)');
      expect(result.plan.duckdb.sql).not.toContain('OVER');
      expect(await allRows(result)).toEqual([
        ['1', 1.5],
        ['2', 9],
        ['3', 0.000007],
      ]);
    }
  });

  it('has one deadline for names, duplicates and rows', async () => {
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE });
    const fresh = LakeSession.open({ reader, engine });
    const askedAtMs = performance.now() - 60_000;
    expect(await codeOf(fresh.sql(queryOf('SELECT span_id FROM spans', { timeoutMs: 60_000, askedAtMs })))).toBe(
      'query_timeout',
    );
  });

  it('waits no longer than that for the files either, and not at all for who has left', async () => {
    const silent = LakeSession.open({
      reader: { snapshot: () => new Promise(() => {}), changedFiles: async () => [], setAside: async () => {} },
      engine,
    });
    const late = queryOf('SELECT 1', { timeoutMs: 1_000, askedAtMs: performance.now() - 1_000 });
    expect(await codeOf(silent.sql(late))).toBe('query_timeout');
    expect(await codeOf(silent.explain(late))).toBe('query_timeout');
    expect(await codeOf(silent.start(late, () => ''))).toBe('query_timeout');
    expect(await codeOf(silent.sql(queryOf('SELECT 1', { signal: AbortSignal.abort() })))).toBe('query_canceled');
  });

  it('gives the fields of a row by their place, whatever they are called', async () => {
    expect(await rowsOf('SELECT CAST(ROW(7, 8) AS ROW("__proto__" integer, b integer))')).toEqual([[[7, 8]]]);
    expect(
      await rowsOf('SELECT r."__proto__" FROM (SELECT CAST(ROW(7, 8) AS ROW("__proto__" integer, b integer)) AS r)'),
    ).toEqual([[7]]);
    await expect(rowsOf('SELECT 1,\n  CAST(ROW(1, 2) AS ROW(a integer, A integer))')).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringMatching(/^line 2:3: Two fields called a in row\(a integer, A integer\)/i),
    });
  });

  it('keeps to the time range', async () => {
    const half = { endTimeUnixNano: START + HOUR / 2n };
    expect(await rowsOf('SELECT count(*) FROM spans', half)).toEqual([['2']]);
    const { plan } = await session.sql(queryOf(`SELECT 1 FROM spans WHERE time > TIMESTAMP '2026-11-22 10:30:00'`));
    expect(plan.files.map(({ path }) => path.split('/').at(-1))).toEqual(['b.parquet']);
  });

  it('says what was read', async () => {
    const result = await session.sql(queryOf('SELECT "http.route", count(*) FROM spans GROUP BY 1'));
    const rows = await allRows(result);
    expect(result.columns.map(({ name }) => name)).toEqual(['http.route', '_col1']);
    expect(result.stats()).toMatchObject({ engine: 'duckdb', rows: rows.length, truncated: false });
    expect(result.stats().bytesScanned).toBeGreaterThan(0);
  });

  it('explains without paths of this machine', async () => {
    const plan = await session.explain(queryOf('SELECT name FROM spans'));
    expect(plan.duckdb.sql).toContain('landing/spans/dt=2026-11-22/hour=10/a.parquet');
    expect(plan.duckdb.sql).not.toContain(folder);
  });

  it('refuses unknown names and hidden tables', async () => {
    expect(await codeOf(rowsOf('SELECT "user.plam" FROM spans'))).toBe('COLUMN_NOT_FOUND');
    expect(await codeOf(rowsOf(`SELECT * FROM read_parquet('${folder}/landing/**')`))).toMatch(/^[A-Z_]+$/);
    expect(await codeOf(rowsOf('SELECT * FROM duckdb_settings'))).toBe('TABLE_NOT_FOUND');
  });

  it('says where in the text a value failed, or what the engine cannot bind', async () => {
    const failure = async (sql: string): Promise<unknown> => {
      const error = await rowsOf(sql).catch((thrown: unknown) => thrown as TracelakeError);
      return isTracelakeError(error) ? [error.message, error.details] : error;
    };
    expect(await failure('SELECT span_id,\n  1 / (duration_nano - duration_nano) FROM spans')).toEqual([
      'line 2:5: Division by zero',
      { line: 2, column: 5 },
    ]);
    expect(await failure('SELECT 1,\n abs(-9223372036854775807 - 1)')).toEqual([
      'line 2:2: Overflow on abs(-9223372036854775808)',
      { line: 2, column: 2 },
    ]);
    expect(await failure('WITH w AS (SELECT CAST(kind AS bigint) AS n FROM spans) SELECT n FROM w')).toEqual([
      "line 1:19: Cannot cast 'SERVER' to BIGINT",
      { line: 1, column: 19 },
    ]);
  });

  it('sees a new file in the next query', async () => {
    const path = await writeLanding('c.parquet', [span('4', 5n, `MAP {'Fresh.Key': true} AS attributes_boolean`)]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await rowsOf('SELECT "fresh.key" FROM spans WHERE "fresh.key"')).toEqual([[true]]);
    rmSync(path);
  });

  it('looks names up in the maps where no document tells', async () => {
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE });
    const undocumented = LakeSession.open({
      reader: {
        snapshot: async () => ({ ...(await reader.snapshot()), documents: new Map() }),
        changedFiles: (snapshot, files) => reader.changedFiles(snapshot, files),
        setAside: (paths, reason) => reader.setAside(paths, reason),
      },
      engine,
    });
    const sql = `SELECT span_id, "CART.total" * 2, attributes['user.plan'] FROM spans WHERE "host.name" IS NULL ORDER BY 1`;
    const result = await undocumented.sql(queryOf(sql));
    expect(await allRows(result)).toEqual([
      ['1', null, 'pro'],
      ['2', 27, null],
    ]);
    expect(result.plan.notes.join()).toContain('searched');
    expect(await codeOf(undocumented.sql(queryOf('SELECT "user.plam" FROM spans')))).toBe('COLUMN_NOT_FOUND');
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['its pages', (bytes) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(400, 0xff), bytes.subarray(404)])],
    ['its end', (bytes) => Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8)])],
  ])('goes on without a file whose content is damaged: %s', async (_where, damage) => {
    const path = await writeLanding('e.parquet', [span('6', 7n, '1::BIGINT AS duration_nano')]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await rowsOf('SELECT count(span_id) FROM spans')).toEqual([['4']]);
    writeFileSync(path, damage(readFileSync(path)));
    expect(await rowsOf('SELECT count(span_id), max(trace_id) FROM spans')).toEqual([['3', 't']]);
    expect((await session.snapshot()).notes?.join()).toContain('e.parquet" is left out: its content is damaged');
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(folder, 'wal/quarantine'), { recursive: true }).join()).toContain('e.parquet');
    rmSync(join(folder, 'wal'), { recursive: true });
    session = LakeSession.open({ reader: await LakeReader.open({ folder, table: SPANS_TABLE }), engine });
  });

  it.skipIf(process.platform !== 'linux')('has a file again that only could not be read for a while', async () => {
    const path = await writeLanding('f.parquet', [span('7', 8n, '1::BIGINT AS duration_nano')]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await rowsOf('SELECT count(span_id) FROM spans')).toEqual([['4']]);
    renameSync(path, `${path}.away`);
    // It can be opened, and every read of it fails.
    symlinkSync('/proc/self/mem', path);
    expect(await rowsOf('SELECT count(span_id), max(trace_id) FROM spans')).toEqual([['3', 't']]);
    expect((await session.snapshot()).notes?.join()).toContain('f.parquet" is left out: it cannot be read (EIO)');
    rmSync(path);
    renameSync(`${path}.away`, path);
    await expect.poll(() => rowsOf('SELECT count(span_id) FROM spans'), { timeout: 10_000 }).toEqual([['4']]);
    expect((await session.snapshot()).notes).toEqual([]);
    expect(existsSync(join(folder, 'wal/quarantine'))).toBe(false);
    rmSync(path);
  });

  it('leaves a file where it is that the engine alone could not read, and of which nobody knows what was written', async () => {
    const path = await writeLanding('g.parquet', [span('8', 9n, '1::BIGINT AS duration_nano')]);
    // What DuckDB says where its process meets a failing disk, and this one does not.
    const failure = engineError(`IO Error: Could not read from file "${path}": Input/output error`);
    const failing: QueryEngine = {
      name: engine.name,
      run: (query, options) => (query.files.includes(path) ? Promise.reject(failure) : engine.run(query, options)),
      close: () => Promise.resolve(),
    };
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE });
    const failed = LakeSession.open({ reader, engine: failing });
    const query = queryOf('SELECT count(*) FROM spans');
    const answers = await Promise.all([1, 2, 3].map(async () => allRows(await failed.sql(query))));
    expect(answers).toEqual([[['3']], [['3']], [['3']]]);
    expect((await failed.snapshot()).notes?.join()).toContain('g.parquet" is left out: it cannot be read');
    const hint = expect.stringContaining('g.parquet" is left out: it cannot be read');
    await expect(failed.sql(queryOf('SELECT "order.weight" FROM spans'))).rejects.toMatchObject({ hint });
    expect(existsSync(path)).toBe(true);
    expect(existsSync(join(folder, 'wal/quarantine'))).toBe(false);
    rmSync(path);
  });

  it('plans again when a file went away after the plan', async () => {
    const gone = await writeLanding('d.parquet', [span('5', 6n, '1::BIGINT AS duration_nano')]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await rowsOf('SELECT count(*) FROM spans')).toEqual([['4']]);
    rmSync(gone);
    // Within the time for which the reader believes its listing: the first plan still names the file.
    expect(await rowsOf('SELECT count(*) FROM spans')).toEqual([['3']]);
  });
});
