// The CLI over a bucket, as its user runs it: every command that asks, what is written, and what goes wrong.

import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliAnswer, runCli, startCli } from '../../packages/cli/test/spawned-cli.ts';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { openFirehoseBucket, spanDocument } from './firehose-bucket.ts';
import { newBucket, STAND_CLIENT, STAND_VARIABLES, stand } from './stand-account.ts';
import { createCatalogue } from './stand-catalogue.ts';

const NOW = Math.floor(Date.now() / 1000) * 1000;

describe.skipIf(stand === null)('tracelake --data s3://…', () => {
  let cli: BuiltCli;
  let data: string;
  let storage: S3Storage;
  const env = { ...STAND_VARIABLES, TRACELAKE_HTTPFS: stand?.httpfs ?? '' };

  beforeAll(async () => {
    cli = await buildCli();
    const bucket = await newBucket();
    data = `s3://${bucket}/obs`;
    storage = new S3Storage({ address: { bucket, prefix: 'obs/' }, client: STAND_CLIENT });
    const firehose = await openFirehoseBucket(bucket, 'obs/');
    await firehose.deliver(NOW - 60_000, [
      spanDocument(NOW - 60_000, 1, {
        attributes_string: { 'user.plan': 'pro' },
        http_response_status_code: 500,
        status_code: 'ERROR',
      }),
      ...Array.from({ length: 30 }, (_, n) =>
        spanDocument(NOW - 50_000, 2 + n, { attributes_string: { 'user.plan': 'free' } }),
      ),
    ]);
    await firehose.close();
  });
  afterAll(() => cli.remove());

  const run = (args: readonly string[], more: Record<string, string> = {}): Promise<CliAnswer> =>
    runCli(cli, args, { cwd: '/', env: { ...env, ...more } });

  async function written(): Promise<string[]> {
    const paths: string[] = [];
    for await (const { path } of storage.list('')) if (!path.startsWith('landing/')) paths.push(path);
    return paths;
  }

  it('sql: the first object of a bucket, with an attribute that nobody declared', async () => {
    const sql = `SELECT "user.plan" AS plan, count(*) AS n FROM spans GROUP BY 1 ORDER BY 2`;
    const { exitCode, stdout, stderr } = await run(['sql', '--data', data, '--format', 'json', sql]);
    expect(stderr).toContain('read-only');
    expect(exitCode).toBe(0);
    const { rows, stats } = JSON.parse(stdout);
    expect(rows).toEqual([
      ['pro', '1'],
      ['free', '30'],
    ]);
    expect(stats).toMatchObject({ engine: 'duckdb', files: 1 });
    expect(stats.costUsd).toBeGreaterThan(0);
  });

  it.each([
    [['query', '--calculate', 'count', '--by', 'user.plan'], /free\s.*30/],
    [['compare', 'errors'], /user\.plan/],
    [['fields', 'plan'], /user\.plan/],
    [['fields', 'user.plan', '--values'], /free\s.*30/],
    [['trace', '0'.repeat(31) + '1'], /span 1/],
    [['doctor'], /ok\s+files\s+31 spans in 1 file/],
  ])('%s', async (args, expected) => {
    const { exitCode, stdout, stderr } = await run([...args, '--data', data]);
    expect(stderr).not.toMatch(/error|warning/i);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
  });

  it('writes nothing, unless it is told to', async () => {
    expect(await written()).toEqual([]);
    await run(['fields', '--data', data, '--write']);
    expect(await written()).toEqual([expect.stringMatching(/^catalog\/spans\/.*\.json$/)]);
  });

  // Behind what counts objects: Athena writes its answers into the bucket.
  it('sql: through Athena where it is named, with what it cost and what it may', async () => {
    const variables = await createCatalogue(data);
    const sql = 'SELECT name, count(*) AS n FROM spans GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2';
    const ask = (...more: string[]) => run(['sql', '--data', data, ...more, sql], variables);
    const local = await ask('--format', 'csv');
    const remote = await ask('--format', 'csv', '--engine', 'athena');
    expect(remote).toMatchObject({ exitCode: 0, stdout: local.stdout });
    expect((await ask('--engine', 'athena')).stderr).toMatch(/0\.000050 USD on Athena, duplicates not looked for/);
    expect((await ask()).stderr).not.toContain('Athena');
    expect((await ask('--explain')).stdout).toMatch(/duckdb would answer; on Athena about 0\.000050 USD/);
    const dear = await ask('--engine', 'athena', '--max-usd', '0.00001');
    expect(dear.exitCode).toBe(1);
    expect(dear.stderr).toContain('0.00001 USD are allowed');
    const unset = await run(['sql', '--data', data, '--engine', 'athena', sql]);
    expect(unset.stderr).toContain('Start with --athena');
  });

  it('up: serves the bucket, takes no spans', async () => {
    const server = await startCli(cli, ['up', '--data', data, '--port', '0'], { cwd: '/', env });
    expect(server.otlpUrl).toBe('');
    const { stdout } = await run(['sql', '--url', server.apiUrl, '--format', 'csv', 'SELECT count(*) AS n FROM spans']);
    expect(stdout).toBe('n\n31\n');
    expect(await (await fetch(`${server.apiUrl}/api/v1/stats`)).json()).toMatchObject({
      ingest: null,
      lake: { landing: { files: 1, rows: 31 } },
    });
    expect(await server.stop()).toBe(0);
  });

  it.each([
    ['no such bucket', ['--data', 's3://no-such-bucket-here'], {}, 'bucket_not_found'],
    [
      'no credentials',
      [],
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: '/nonexistent' },
      'aws_credentials_missing',
    ],
    ['no region', [], { AWS_REGION: '', HOME: '/nonexistent' }, 'aws_region_wrong'],
    ['no extension', [], { TRACELAKE_HTTPFS: '/nowhere' }, 'engine_not_available'],
    ['no server', [], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'storage_unavailable'],
  ])('says what is wrong, and what to do: %s', async (_, args, more, code) => {
    const { exitCode, stderr } = await run(['sql', ...(args.length === 0 ? ['--data', data] : args), 'SELECT 1'], more);
    expect(stderr).toContain(code);
    expect(exitCode).toBe(1);
  });
});
