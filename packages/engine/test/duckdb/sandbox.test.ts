// The gate bypassed: what SQL can reach inside the child. Everything but the query's own files must be out of reach.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckdbEngine } from '../../src/duckdb/duckdb-engine.ts';
import { type BuiltChild, buildChild } from './built-child.ts';
import { ask, codeOf, engineQuery } from './engine-queries.ts';

let child: BuiltChild;
let engine: DuckdbEngine;
let folder: string;
let server: Server;
let requests = 0;

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
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  server = createServer((_, response) => {
    requests++;
    response.end('x\n1\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.TRACELAKE_SANDBOX_SECRET = 'in the parent';
  child = await buildChild();
  engine = new DuckdbEngine({ childEntry: child.entry });
});

afterAll(async () => {
  delete process.env.TRACELAKE_SANDBOX_SECRET;
  await engine.close();
  child.remove();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs with rights to `own.parquet` alone; `{folder}` and `{port}` are filled in. */
function attempt(template: string, types: readonly string[] = ['varchar']) {
  const port = String((server.address() as AddressInfo).port);
  const sql = template.replaceAll('{folder}', folder).replaceAll('{port}', port);
  return ask(engine, engineQuery(sql, types, { files: [join(folder, 'lake', 'own.parquet')] }));
}

it('reads the file it was given', async () => {
  expect(await attempt(`SELECT x FROM read_parquet('{folder}/lake/own.parquet')`, ['bigint'])).toEqual([['42']]);
});

describe('refuses', () => {
  it.each([
    // Other files
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM '/etc/passwd'`,
    `SELECT * FROM read_csv('/etc/passwd')`,
    `SELECT * FROM read_blob('/proc/self/environ')`,
    `SELECT * FROM read_parquet('{folder}/lake/other.parquet')`,
    `SELECT * FROM read_parquet('{folder}/lake/*.parquet')`,
    `SELECT * FROM read_parquet(['{folder}/lake/own.parquet', '{folder}/lake/other.parquet'])`,
    `SELECT * FROM read_parquet('{folder}/lake/own.parquet/../other.parquet')`,
    `SELECT * FROM parquet_metadata('{folder}/lake/other.parquet')`,
    `SELECT * FROM glob('{folder}/*')`,
    `SELECT * FROM read_text('{folder}/secret.txt')`,
    `SELECT * FROM query('SELECT * FROM read_text(''{folder}/secret.txt'')')`,
    // The network
    `SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')`,
    `SELECT * FROM read_parquet('s3://bucket/x.parquet')`,
    // Writing
    `COPY (SELECT 1) TO '{folder}/lake/evil.parquet'`,
    `COPY (SELECT 1) TO '{folder}/lake/own.parquet'`,
    `EXPORT DATABASE '{folder}/export'`,
    `ATTACH '{folder}/lake/evil.db'`,
    `ATTACH ':memory:' AS other`,
    `CREATE TABLE t AS SELECT 1`,
    `INSERT INTO t VALUES (1)`,
    `DROP MACRO t_key`,
    // More rights
    `INSTALL httpfs`,
    `LOAD httpfs`,
    `LOAD '{folder}/secret.txt'`,
    `SET enable_external_access = true`,
    `SET allowed_paths = ['/etc/passwd']`,
    `SET lock_configuration = false`,
    `SET memory_limit = '100GB'`,
    `RESET memory_limit`,
    `PRAGMA threads = 64`,
    `PRAGMA enable_profiling = 'json'`,
    `SET VARIABLE x = 1`,
    `CALL enable_logging(storage = 'file', storage_path = '{folder}/logs')`,
    `CREATE SECRET s (TYPE s3)`,
    `SELECT getenv('TRACELAKE_SANDBOX_SECRET')`,
    // More than one statement, or none that reads
    `SELECT 1; SELECT 2`,
    `SELECT 1; COPY (SELECT 1) TO '{folder}/evil.csv'`,
    `EXPLAIN ANALYZE SELECT 1`,
    `BEGIN TRANSACTION`,
    `CHECKPOINT`,
    `PREPARE p AS SELECT 1`,
    ``,
  ])('%s', async (sql) => {
    expect(await codeOf(attempt(sql))).toMatch(/^[A-Z_]+$|^(engine_failed|object_not_found)$/);
  });
});

it('has left no trace of the attempts', async () => {
  expect(readdirSync(folder).sort()).toEqual(['lake', 'secret.txt']);
  expect(readdirSync(join(folder, 'lake')).sort()).toEqual(['other.parquet', 'own.parquet']);
  expect(requests).toBe(0);
  expect(await attempt(`SELECT x FROM read_parquet('{folder}/lake/own.parquet')`, ['bigint'])).toEqual([['42']]);
});

it('keeps queries apart: nothing of one is there for the next', async () => {
  expect(await codeOf(attempt(`SELECT * FROM t`))).toBeDefined();
  const sql = `SELECT count(*) FROM duckdb_tables() WHERE NOT internal`;
  expect(await attempt(sql, ['bigint'])).toEqual([['0']]);
});

it.runIf(existsSync('/proc/self/environ'))('has an empty environment', () => {
  const environment = readFileSync(`/proc/${engine.childPids[0]}/environ`, 'latin1').split('\0').filter(Boolean);
  // Node's own two variables of the channel.
  expect(environment.filter((entry) => !entry.startsWith('NODE_CHANNEL_'))).toEqual([]);
});
