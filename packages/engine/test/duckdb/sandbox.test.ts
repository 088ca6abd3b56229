// The gate bypassed: what SQL can reach inside the child. Everything but the query's own files must be out of reach, by the child's
// check of the statement, by DuckDB's lock alone where that is DuckDB's to refuse, and by the system's limits for what is left.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckdbEngine } from '../../src/duckdb/duckdb-engine.ts';
import { QuerySandbox } from '../../src/duckdb/query-sandbox.ts';
import { checkStatement, REFUSED_FUNCTIONS } from '../../src/duckdb/statement-check.ts';
import { type BuiltChild, buildChild } from './built-child.ts';
import { ask, engineQuery } from './engine-queries.ts';

let child: BuiltChild;
let engine: DuckdbEngine;
let locked: QuerySandbox;
let folder: string;
let server: Server;
let requests = 0;
let ownBytes: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-sandbox-'));
  mkdirSync(join(folder, 'lake'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const name of ['own', 'other']) {
    await connection.run(
      `COPY (SELECT 42::BIGINT AS x) TO '${join(folder, 'lake', `${name}.parquet`)}' (FORMAT parquet)`,
    );
  }
  connection.disconnectSync();
  instance.closeSync();
  ownBytes = readFileSync(join(folder, 'lake', 'own.parquet'));
  symlinkSync(join(folder, 'lake', 'other.parquet'), join(folder, 'link.parquet'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  server = createServer((_, response) => {
    requests++;
    response.end('x\n1\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.TRACELAKE_SANDBOX_SECRET = 'in the parent';
  child = await buildChild();
  engine = new DuckdbEngine({ childEntry: child.entry, maxRunning: 1 });
  locked = await QuerySandbox.prepare({ threads: 1, memoryLimitMb: 256 });
  await locked.lockFor('', [join(folder, 'lake', 'own.parquet')]);
});

afterAll(async () => {
  delete process.env.TRACELAKE_SANDBOX_SECRET;
  await engine.close();
  locked.dispose();
  child.remove();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `{folder}` and `{port}` filled in. */
function filled(template: string): string {
  const port = String((server.address() as AddressInfo).port);
  return template.replaceAll('{folder}', folder).replaceAll('{port}', port);
}

/** Runs with rights to `own.parquet` alone. */
function attempt(template: string, types: readonly string[] = ['varchar']) {
  return ask(engine, engineQuery(filled(template), types, { files: [join(folder, 'lake', 'own.parquet')] }));
}

const OWN = `SELECT x FROM read_parquet('{folder}/lake/own.parquet')`;

/** DuckDB's lock alone must refuse these, also if the check of the statement had a hole. */
const LOCKED_OUT = [
  // Other files
  `SELECT * FROM read_text('/etc/passwd')`,
  `SELECT * FROM '/etc/passwd'`,
  `SELECT * FROM read_csv('/etc/passwd')`,
  `SELECT * FROM read_json('/etc/passwd')`,
  `SELECT * FROM read_ndjson_objects('/etc/passwd')`,
  `SELECT * FROM sniff_csv('/etc/passwd')`,
  `SELECT * FROM read_blob('/proc/self/environ')`,
  `SELECT * FROM read_text('/proc/self/cmdline')`,
  `SELECT * FROM read_text('/proc/self/maps')`,
  `SELECT * FROM read_text('/dev/stdin')`,
  `SELECT * FROM read_parquet('{folder}/lake/other.parquet')`,
  `SELECT * FROM read_parquet('{folder}/link.parquet')`,
  `SELECT * FROM read_parquet('{folder}/lake/*.parquet')`,
  `SELECT * FROM read_parquet(['{folder}/lake/own.parquet', '{folder}/lake/other.parquet'])`,
  `SELECT * FROM read_parquet('{folder}/lake/own.parquet/../other.parquet')`,
  `SELECT * FROM read_parquet('file://{folder}/lake/other.parquet')`,
  `SELECT * FROM parquet_metadata('{folder}/lake/other.parquet')`,
  `SELECT * FROM parquet_schema('{folder}/lake/other.parquet')`,
  `SELECT * FROM parquet_kv_metadata('{folder}/lake/other.parquet')`,
  `SELECT * FROM parquet_bloom_probe('{folder}/lake/other.parquet', 'x', 42)`,
  `SELECT * FROM glob('{folder}/*')`,
  `SELECT * FROM read_text('{folder}/secret.txt')`,
  `SELECT * FROM read_duckdb('{folder}/other.db', table_name := 't')`,
  `SELECT * FROM query('SELECT * FROM read_text(''{folder}/secret.txt'')')`,
  `SELECT * FROM query_table('{folder}/lake/other.parquet')`,
  // The network
  `SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')`,
  `SELECT * FROM read_text('https://127.0.0.1:{port}/x.csv')`,
  `SELECT * FROM read_parquet('s3://bucket/x.parquet')`,
  `SELECT * FROM read_parquet('hf://datasets/x/y.parquet')`,
  // Writing
  `COPY (SELECT 1) TO '{folder}/lake/evil.parquet'`,
  `COPY (SELECT 1) TO '/dev/shm/tracelake-evil.csv'`,
  `EXPORT DATABASE '{folder}/export'`,
  `IMPORT DATABASE '{folder}/export'`,
  `ATTACH '{folder}/lake/evil.db'`,
  `SELECT * FROM query('COPY (SELECT 1) TO ''{folder}/evil.csv''')`,
  `SELECT json_execute_serialized_sql('{}')`,
  // More rights
  `INSTALL httpfs`,
  `LOAD httpfs`,
  `LOAD '{folder}/secret.txt'`,
  `SET enable_external_access = true`,
  `SET allowed_paths = ['/etc/passwd']`,
  `SET allowed_directories = ['/']`,
  `SET lock_configuration = false`,
  `SET memory_limit = '100GB'`,
  `SET temp_directory = '{folder}/spill'`,
  `SET home_directory = '{folder}'`,
  `SET extension_directory = '{folder}'`,
  `SET secret_directory = '{folder}'`,
  `SET log_query_path = '{folder}/log'`,
  `RESET memory_limit`,
  `RESET lock_configuration`,
  `PRAGMA threads = 64`,
  `SELECT getenv('TRACELAKE_SANDBOX_SECRET')`,
];

/** DuckDB would do these, lock or not: the check of the statement must refuse them. */
const CHECKED_OUT = [
  // Writing, also into the files that may be read
  `COPY (SELECT 1) TO '{folder}/lake/own.parquet'`,
  `COPY (SELECT 1) TO '{folder}/lake/own.parquet' (FORMAT parquet, USE_TMP_FILE false)`,
  `ATTACH '{folder}/lake/own.parquet' AS own`,
  `ATTACH ':memory:' AS other`,
  `CREATE TABLE t AS SELECT 1`,
  `CREATE TEMP TABLE t AS SELECT 1`,
  `CREATE OR REPLACE MACRO t_key(x) AS 1`,
  `CREATE SECRET s (TYPE s3)`,
  `INSERT INTO t VALUES (1)`,
  `DROP MACRO t_key`,
  `USE system`,
  `VACUUM`,
  // Statements in a SELECT's clothes
  `SELECT * FROM enable_logging('QueryLog', storage := 'file', storage_path := '{folder}/lake/own.parquet')`,
  `SELECT * FROM enable_logging('QueryLog', storage := 'file', storage_path := '{folder}/logs')`,
  `CALL enable_logging(storage = 'file', storage_path = '{folder}/logs')`,
  `SELECT * FROM enable_profiling(save_location := '{folder}/profile.json')`,
  `SELECT * FROM disable_logging()`,
  `SELECT * FROM checkpoint()`,
  `SELECT * FROM query('SELECT 1')`,
  `FROM (DESCRIBE SELECT 1)`,
  `FROM (SHOW ALL TABLES)`,
  `SELECT write_log('x')`,
  // What the engine knows of itself: paths, settings, other queries
  `SELECT current_setting('allowed_paths')`,
  `SELECT system.main.current_setting('allowed_paths')`,
  `SELECT CURRENT_SETTING('home_directory')`,
  `SELECT 1 ORDER BY current_setting('allowed_paths')`,
  `SELECT list_transform([1], lambda x: current_setting('allowed_paths'))`,
  `SELECT value FROM duckdb_settings()`,
  `SELECT sql FROM duckdb_tables`,
  `SELECT * FROM system.main.duckdb_settings()`,
  `SELECT table_name FROM information_schema.tables`,
  `SELECT name FROM sqlite_master`,
  `SELECT relname FROM pg_catalog.pg_class`,
  `WITH duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT sql FROM duckdb_tables`,
  `SELECT (SELECT count(*) FROM duckdb_tables) FROM (WITH duckdb_tables AS (SELECT 1) SELECT 1)`,
  `SELECT path FROM duckdb_databases()`,
  `SELECT install_path FROM duckdb_extensions()`,
  `SELECT * FROM duckdb_secrets()`,
  `SELECT path FROM duckdb_temporary_files()`,
  `SELECT file FROM pragma_database_list`,
  `SELECT message FROM duckdb_logs`,
  `SELECT * FROM duckdb_prepared_statements()`,
  `SELECT file_name FROM parquet_metadata('{folder}/lake/own.parquet')`,
  `SELECT content FROM read_text('{folder}/lake/own.parquet')`,
  `SELECT x FROM '{folder}/lake/own.parquet'`,
  `SELECT getvariable('x')`,
  `SELECT current_query()`,
  `SET VARIABLE x = 1`,
  `RESET VARIABLE x`,
  `PRAGMA enable_profiling = 'json'`,
  `PRAGMA database_list`,
  `SHOW TABLES`,
  `DESCRIBE SELECT 1`,
  // Without an end
  `WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t`,
  `SELECT sleep_ms(60000)`,
  // More than one statement, or none that reads
  `SELECT 1; SELECT 2`,
  `SELECT 1; COPY (SELECT 1) TO '{folder}/evil.csv'`,
  `EXPLAIN ANALYZE SELECT 1`,
  `BEGIN TRANSACTION`,
  `CHECKPOINT`,
  `PREPARE p AS SELECT 1`,
  `EXECUTE p`,
  `DEALLOCATE p`,
  `SELECT $1`,
  `SELECT ?`,
  ``,
];

it('reads the file it was given', async () => {
  expect(await attempt(OWN, ['bigint'])).toEqual([['42']]);
  expect((await locked.connection.runAndReadAll(filled(OWN))).getRows()).toEqual([[42n]]);
});

describe('the child refuses, and tells no path', () => {
  it.each([...LOCKED_OUT, ...CHECKED_OUT])('%s', async (sql) => {
    const error: unknown = await attempt(sql).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
    const { message, details } = error as { message: string; details: object };
    const said = JSON.stringify({ message, details });
    expect(said).not.toContain('tracelake-sandbox-');
    expect(said).not.toContain('LINE 1');
  });
});

describe("DuckDB's lock alone refuses", () => {
  it.each(LOCKED_OUT)('%s', async (sql) => {
    await expect(locked.connection.runAndReadAll(filled(sql))).rejects.toThrow();
  });
});

it("knows every function of DuckDB's that is more than its arguments", async () => {
  const reader = await locked.connection.runAndReadAll(
    `SELECT DISTINCT function_name FROM duckdb_functions()
     WHERE function_type = 'scalar' AND stability = 'VOLATILE' OR function_name SIMILAR TO '(current|get(env|var)|txid).*'`,
  );
  /** Random numbers and clocks. */
  const harmless =
    /^(random|uuid(v4|v7)?|gen_random_uuid|error|get_(bit|current_(time|timestamp))|current_date|current_local.*|current_(role|user|catalog))$/;
  const unknown = reader.getRows().map(([name]) => String(name));
  expect(unknown.filter((name) => !REFUSED_FUNCTIONS.has(name) && !harmless.test(name))).toEqual([]);
});

it('checks what stands inside every part of a query', async () => {
  const connection = locked.connection;
  const places = [
    'SELECT {}',
    'SELECT 1 WHERE {} IS NULL',
    'SELECT 1 GROUP BY {}',
    'SELECT count(*) HAVING {} IS NULL',
    'SELECT sum(1) OVER (PARTITION BY {})',
    'SELECT sum(1) FILTER (WHERE {} IS NULL)',
    'SELECT 1 ORDER BY {}',
    'SELECT 1 LIMIT (SELECT len({}))',
    'SELECT CASE WHEN true THEN {} END',
    'SELECT CAST({} AS VARCHAR)',
    'SELECT 1 FROM (VALUES ({})) v',
    'SELECT 1 FROM range(1) a JOIN range(2) b ON {} IS NULL',
    'SELECT 1 FROM range(len({}))',
    'SELECT 1 UNION ALL SELECT {}',
    'WITH w AS (SELECT {}) SELECT 1',
    'SELECT (SELECT {})',
    'SELECT EXISTS (SELECT {})',
    'SELECT 1 IN (SELECT {})',
    'SELECT {a: {}}',
    'SELECT list_reduce([1, 2], lambda x, y: {})',
  ];
  for (const place of places) {
    const sql = place.replace('{}', `current_setting('home_directory')`);
    await expect(checkStatement(connection, sql), sql).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(checkStatement(connection, place.replace('{}', `lower('a')`)), place).resolves.toBeUndefined();
  }
});

it('reads constants that JSON has no word for', async () => {
  expect(await attempt(`SELECT 1e999 > 1, '"value":Infinity'`, ['boolean', 'varchar'])).toEqual([
    [true, '"value":Infinity'],
  ]);
});

it('has left no trace of the attempts', async () => {
  expect(readdirSync(folder).sort()).toEqual(['lake', 'link.parquet', 'secret.txt']);
  expect(readdirSync(join(folder, 'lake')).sort()).toEqual(['other.parquet', 'own.parquet']);
  expect(readFileSync(join(folder, 'lake', 'own.parquet'))).toEqual(ownBytes);
  expect(requests).toBe(0);
  expect(await attempt(OWN, ['bigint'])).toEqual([['42']]);
});

it.runIf(existsSync('/proc/self/environ'))('has an empty environment, no folder and no file open but its own', () => {
  const [pid] = engine.childPids;
  const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').filter(Boolean);
  // Node's own two variables of the channel.
  expect(environment.filter((entry) => !entry.startsWith('NODE_CHANNEL_'))).toEqual([]);
  expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(folder);
});
