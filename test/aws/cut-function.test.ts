// The CLI against the built function while that is killed, as Lambda does at its time limit: no form of answer passes for a whole one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { TokenList } from '@tracelake/server';
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { buildFunction } from './running-function.ts';
import { newBucket, STAND_CLIENT, STAND_VARIABLES, stand } from './stand-account.ts';

/** Ten million rows: minutes. */
const ENDLESS_ROWS =
  'SELECT n, m FROM UNNEST(sequence(1, 10000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 1000)) AS u (m)';
const WAITING =
  'SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS t (n) CROSS JOIN UNNEST(sequence(1, 10000)) AS u (m) CROSS JOIN UNNEST(sequence(1, 10000)) AS v (k)';

describe.skipIf(stand === null || !existsSync('/proc/self/task'))('tracelake --url, when the function dies', () => {
  let cli: BuiltCli;
  let handler: string;
  let data: string;
  let token: string;
  let running: ChildProcess;
  let url: string;
  let log: string;

  beforeAll(async () => {
    handler = `${buildFunction()}/query-function.js`;
    cli = await buildCli();
    const bucket = await newBucket();
    data = `s3://${bucket}`;
    const storage = new S3Storage({ address: { bucket, prefix: '' }, client: STAND_CLIENT });
    token = await new TokenList(storage, Date.now).create('laptop');
  });
  afterAll(() => cli?.remove());

  beforeEach(async () => {
    const script = new URL('./function-server.mjs', import.meta.url).pathname;
    running = spawn(process.execPath, [script, handler], { env: { ...STAND_VARIABLES, TRACELAKE_DATA: data } });
    log = '';
    running.stdout!.on('data', (text) => {
      log += text;
    });
    const first = await once(createInterface(running.stdout!), 'line');
    url = String(first[0]);
    return () => void running.kill('SIGKILL');
  });

  function start(sql: string, format: string) {
    const child = spawn(process.execPath, [cli.main, 'sql', sql, '--format', format], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TRACELAKE_URL: url, TRACELAKE_TOKEN: token },
    });
    const said = { stdout: 0, stderr: '' };
    child.stdout.on('data', (bytes: Uint8Array) => {
      said.stdout += bytes.length;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text;
    });
    const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, ...said }));
    return { child, said, ended };
  }

  it.each(['ndjson', 'csv', 'arrow'])('says that %s broke off', async (format) => {
    const { said, ended } = start(ENDLESS_ROWS, format);
    await expect.poll(() => said.stdout, { timeout: 30_000 }).toBeGreaterThan(0);
    running.kill('SIGKILL');
    const { exitCode, stderr } = await ended;
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('error server_unreachable: The answer broke off')]);
  });

  it.each(['table', 'json'])('says that there is no answer as %s', async (format) => {
    const { ended } = start(WAITING, format);
    await hasBegun();
    running.kill('SIGKILL');
    expect(await ended).toEqual({
      exitCode: 1,
      stdout: 0,
      stderr: expect.stringContaining('error server_unreachable'),
    });
  });

  it('ends the query there when the CLI is interrupted, and goes on', async () => {
    const { child, ended } = start(WAITING, 'json');
    await hasBegun();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130, stdout: 0 });
    await expect.poll(() => log, { timeout: 10_000 }).toContain('query_canceled');
    const { stdout, exitCode } = await start('SELECT 1', 'csv').ended;
    expect([exitCode, stdout]).toEqual([0, expect.any(Number)]);
  });

  /** DuckDB's process is there once a query is: that of the sandbox's first. */
  const hasBegun = () =>
    expect
      .poll(() => readFileSync(`/proc/${running.pid}/task/${running.pid}/children`, 'latin1'), { timeout: 30_000 })
      .not.toBe('');
});
