// The gate bypassed, on a bucket: what SQL can reach by HTTP from inside the child. Each wall is attacked with those before it
// taken away: the check of the statement, DuckDB's lock, the proxy.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckdbEngine, RangeProxy } from '@tracelake/engine';
import { FolderStorage } from '@tracelake/lake';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QuerySandbox } from '../../packages/engine/src/duckdb/query-sandbox.ts';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { ask, engineQuery } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { stand } from './stand-account.ts';

describe.skipIf(stand === null)('SQL with a bucket to read', () => {
  let storage: FolderStorage;
  let proxy: RangeProxy;
  let child: BuiltChild;
  let engine: DuckdbEngine;
  let locked: QuerySandbox;
  let server: Server;
  let own: string;
  let other: string;
  let requests = 0;
  /** Objects that were read of the bucket. */
  const read = new Set<string>();

  beforeAll(async () => {
    storage = new FolderStorage(await mkdtemp(join(tmpdir(), 'tracelake-attacks-')));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const name of ['own', 'other']) {
      await connection.run(`COPY (SELECT 42::BIGINT AS x) TO '${storage.locate(name)}' (FORMAT parquet)`);
    }
    connection.disconnectSync();
    instance.closeSync();
    server = createServer((_, response) => {
      requests++;
      response.end('x\n1\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await RangeProxy.start({
      storage: {
        get: (path, range) => {
          read.add(path);
          return storage.get(path, range);
        },
      },
    });
    [own, other] = await Promise.all(
      ['own', 'other'].map(async (path) => {
        return proxy.locate({ path, sizeBytes: (await storage.head(path))!.sizeBytes });
      }),
    );
    child = await buildChild();
    const bucket = { proxy, httpfsFile: stand!.httpfs };
    engine = new DuckdbEngine({ childEntry: child.entry, maxRunning: 1, quickMs: 0, bucket });
    locked = await QuerySandbox.prepare({ threads: 1, memoryLimitMb: 256, httpfsFile: stand!.httpfs });
    await locked.lockFor('', [own], proxy.grant([own])!.access);
  });

  afterAll(async () => {
    await engine.close();
    locked.dispose();
    child.remove();
    server.close();
    await rm(storage.folder, { recursive: true });
  });

  function filled(template: string): string {
    const port = String((server.address() as AddressInfo).port);
    const origin = new URL(own).origin;
    return template
      .replaceAll('{own}', own)
      .replaceAll('{other}', other)
      .replaceAll('{origin}', origin)
      .replaceAll('{port}', port);
  }

  const attempt = (template: string) => ask(engine, engineQuery(filled(template), ['varchar'], { files: [own] }));
  const OWN = `SELECT x FROM read_parquet('{own}')`;

  /** DuckDB's lock alone must refuse these. */
  const LOCKED_OUT = [
    // Other objects, other spellings of its own
    `SELECT * FROM read_parquet('{other}')`,
    `SELECT * FROM read_parquet(['{own}', '{other}'])`,
    `SELECT * FROM read_parquet('{own}?x=1')`,
    `SELECT * FROM read_parquet('{own}#x')`,
    `SELECT * FROM read_parquet('{own}/../own')`,
    `SELECT * FROM read_parquet('{origin}/*.parquet')`,
    `SELECT * FROM read_parquet('{origin}/own')`,
    `SELECT * FROM read_text('{origin}/')`,
    `SELECT * FROM parquet_metadata('{other}')`,
    // Other places
    `SELECT * FROM read_csv('http://127.0.0.1:{port}/x.csv')`,
    `SELECT * FROM read_text('https://127.0.0.1:{port}/x.csv')`,
    `SELECT * FROM read_text('http://169.254.169.254/latest/meta-data/')`,
    `SELECT * FROM read_parquet('s3://bucket/x.parquet')`,
    `SELECT * FROM read_parquet('s3://bucket/x.parquet?s3_endpoint=127.0.0.1:{port}&s3_use_ssl=false')`,
    `SELECT * FROM read_parquet('r2://bucket/x.parquet')`,
    `SELECT * FROM read_parquet('gcs://bucket/x.parquet')`,
    `SELECT * FROM read_parquet('hf://datasets/x/y.parquet')`,
    `SELECT * FROM '{other}'`,
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM glob('{origin}/*')`,
    // Writing
    `COPY (SELECT 1) TO '{own}' (FORMAT parquet)`,
    `COPY (SELECT 1) TO '{origin}/evil.parquet'`,
    `COPY (SELECT 1) TO 's3://bucket/evil.parquet'`,
    `ATTACH '{origin}/evil.db'`,
    // More rights
    `SET http_proxy = '127.0.0.1:{port}'`,
    `SET s3_endpoint = '127.0.0.1:{port}'`,
    `SET allow_persistent_secrets = true`,
    `SET secret_directory = '/tmp'`,
    `SET allow_asterisks_in_http_paths = true`,
    `CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')`,
    `LOAD aws`,
    `INSTALL aws`,
  ];

  /** DuckDB would do these: the check of the statement must refuse them. */
  const CHECKED_OUT = [
    `CREATE OR REPLACE SECRET proxy_grant (TYPE http, HTTP_PROXY '127.0.0.1:{port}')`,
    `CREATE SECRET s (TYPE http, EXTRA_HTTP_HEADERS MAP {'x-tracelake-grant': 'x'}, SCOPE 'http://')`,
    `DROP SECRET proxy_grant`,
    // It is there already: nothing happens.
    `LOAD httpfs`,
    `SELECT * FROM duckdb_secrets()`,
    `SELECT * FROM which_secret('{own}', 'http')`,
    `SELECT content FROM read_blob('{own}')`,
    `SELECT * FROM '{own}'`,
    `SELECT current_setting('allowed_paths')`,
  ];

  it('reads the object it was given', async () => {
    expect(await ask(engine, engineQuery(filled(OWN), ['bigint'], { files: [own] }))).toEqual([['42']]);
    expect((await locked.connection.runAndReadAll(filled(OWN))).getRows()).toEqual([[42n]]);
  });

  describe('the child refuses, and tells neither address nor name', () => {
    it.each([...LOCKED_OUT, ...CHECKED_OUT])('%s', async (sql) => {
      const error: unknown = await attempt(sql).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
      const { message, details } = error as { message: string; details: object };
      expect(JSON.stringify({ message, details })).not.toMatch(/127\.0\.0\.1|tracelake-grant/);
    });
  });

  describe("DuckDB's lock alone refuses", () => {
    it.each(LOCKED_OUT)('%s', async (sql) => {
      await expect(locked.connection.runAndReadAll(filled(sql))).rejects.toThrow();
    });
  });

  it('the proxy alone gives nothing but the objects of the plan, also to a DuckDB without any lock', async () => {
    const open = await QuerySandbox.prepare({ threads: 1, memoryLimitMb: 256, httpfsFile: stand!.httpfs });
    const { origin, token } = proxy.grant([own])!.access;
    const header = `EXTRA_HTTP_HEADERS MAP {'x-tracelake-grant': '${token}'}`;
    const tryRead = (url: string) => open.connection.runAndReadAll(`SELECT * FROM read_parquet('${url}')`);
    await expect(tryRead(own)).rejects.toThrow();
    await open.connection.run(`CREATE SECRET s (TYPE http, ${header}, SCOPE '${origin}')`);
    expect((await tryRead(own)).getRows()).toEqual([[42n]]);
    const urls = [
      other,
      `${own}/../${other.slice(origin.length)}`,
      `${origin}own`,
      `${origin}../own`,
      `${own}?path=other`,
    ];
    for (const url of urls) await expect(tryRead(url), url).rejects.toThrow();
    open.dispose();
  });

  it('gives nothing once the query has ended: its word is worth nothing', async () => {
    const grant = proxy.grant([own])!;
    const late = await QuerySandbox.prepare({ threads: 1, memoryLimitMb: 256, httpfsFile: stand!.httpfs });
    await late.lockFor('', [own], grant.access);
    grant.revoke();
    await expect(late.connection.runAndReadAll(filled(OWN))).rejects.toThrow();
    late.dispose();
  });

  it('has asked nobody else, and read nothing else', async () => {
    expect(requests).toBe(0);
    expect([...read]).toEqual(['own']);
  });
});
