// The built CLI, run as a user runs it: exit codes, what goes to which stream, a running server and a folder without one.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type BuiltCli, buildCli, bytesOfHex, encodeOtlpProtobuf } from '@tracelake/testkit';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CliAnswer, type CliFolder, cliFolder, type RunningCli, runCli, startCli } from './spawned-cli.ts';

// Each test starts several processes; on a busy machine one takes seconds.
vi.setConfig({ testTimeout: 120_000 });

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

let cli: BuiltCli;
let folder: CliFolder;
let server: RunningCli;

const run = (args: readonly string[], input?: string, env?: Record<string, string>): Promise<CliAnswer> =>
  runCli(cli, args, {
    cwd: folder.path,
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
  });

/** Two spans of now: a checkout and its failed payment. */
function spansOfNow(): Uint8Array {
  const start = BigInt(Date.now()) * 1_000_000n - 1_000_000_000n;
  const span = (id: string, name: string, parts: object) => ({
    traceId: bytesOfHex(TRACE_ID),
    spanId: bytesOfHex(id),
    name,
    kind: 2,
    startTimeUnixNano: start,
    endTimeUnixNano: start + 250_000_000n,
    ...parts,
  });
  return encodeOtlpProtobuf({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            spans: [
              span('0000000000000001', 'GET /checkout', {
                attributes: [{ key: 'user.plan', value: { stringValue: 'pro' } }],
              }),
              span('0000000000000002', 'charge', {
                parentSpanId: bytesOfHex('0000000000000001'),
                status: { code: 2, message: 'declined' },
              }),
            ],
          },
        ],
      },
    ],
  });
}

async function countSpans(): Promise<string> {
  const { stdout } = await run(['sql', '--format', 'csv', 'SELECT count(*) AS n FROM spans']);
  return stdout.split('\n')[1];
}

beforeAll(async () => {
  cli = await buildCli();
  folder = cliFolder();
  server = await startCli(cli, ['up', '--port', '0', '--otlp-port', '0'], { cwd: folder.path });
  const response = await fetch(`${server.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: spansOfNow(),
  });
  expect(response.status).toBe(200);
  // They can be asked within two seconds.
  while ((await countSpans()) !== '2') await new Promise((resolve) => setTimeout(resolve, 100));
});

afterAll(async () => {
  await server?.stop('SIGKILL');
  folder?.remove();
  await cli?.remove();
});

describe('tracelake', () => {
  it('says what there is, on stdout when asked and on stderr when not', async () => {
    const asked = await run(['--help']);
    expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
    expect(asked.stdout).toContain('Usage: tracelake COMMAND');
    const unasked = await run([]);
    expect(unasked).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await run(['--version'])).stdout).toBe('tracelake 0.1.0\n');
    expect((await run(['sql', '-h'])).stdout).toContain('Examples:');
  });

  it('exits with 2 for what it was told wrongly, with a code and a next step', async () => {
    const answer = await run(['sql', '--lsat', '1h', 'SELECT 1']);
    expect(answer).toMatchObject({ exitCode: 2, stdout: '' });
    expect(answer.stderr).toBe(
      'error config_invalid: --lsat is not known here; did you mean --last?\nhint: "tracelake sql --help" shows what there is.\n',
    );
  });

  it('warns about variables it does not know', async () => {
    const answer = await run(['sql', 'SELECT 1 AS one'], undefined, { TRACELAKE_PROT: '1' });
    expect(answer.exitCode).toBe(0);
    expect(answer.stderr).toContain('warning: the variable TRACELAKE_PROT is not known; did you mean TRACELAKE_PORT?');
  });
});

describe('tracelake up', () => {
  it('prints one line on stdout, and what to do next on stderr', () => {
    expect(server.stdout()).toBe(`Tracelake is ready: API ${server.apiUrl}  OTLP ${server.otlpUrl}\n`);
    expect(server.stderr()).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${server.otlpUrl}`);
  });

  it('names the port and the flag when one is in use', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    );
    const answer = await run(['up', '--data', 'other', '--port', String(port), '--otlp-port', '0']);
    taken.close();
    expect(answer).toMatchObject({ exitCode: 1, stdout: '' });
    expect(answer.stderr).toContain(`error port_in_use: Port ${port} of 127.0.0.1 is in use`);
    expect(answer.stderr).toContain('--port 0');
  });

  it('refuses a folder that has a server', async () => {
    const answer = await run(['up', '--port', '0', '--otlp-port', '0']);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain(`error folder_locked: Process ${server.process.pid}`);
  });

  it('opens to the network only with a token', async () => {
    const answer = await run(['up', '--data', 'other', '--host', '0.0.0.0', '--port', '0', '--otlp-port', '0']);
    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toContain('TRACELAKE_TOKEN');
  });
});

describe('tracelake sql', () => {
  it('sql takes its query from standard input and from a file', async () => {
    const query = 'SELECT count(*) AS n FROM spans';
    expect((await run(['sql', '-', '-f', 'csv'], query)).stdout).toBe('n\n2\n');
    expect((await run(['sql', '-f', 'csv'], query)).stdout).toBe('n\n2\n');
    writeFileSync(join(folder.path, 'count.sql'), query);
    expect((await run(['sql', '--file', 'count.sql', '-f', 'csv'])).stdout).toBe('n\n2\n');
    const missing = await run(['sql', '--file', 'none.sql']);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('none.sql');
  });

  it('sql keeps to its range, limit and time', async () => {
    const count = ['sql', '-f', 'csv', 'SELECT count(*) AS n FROM spans'];
    expect((await run([...count, '--start', '2020-01-01', '--end', '2020-01-02'])).stdout).toBe('n\n0\n');
    expect((await run([...count, '--last', '7d'])).stdout).toBe('n\n2\n');
    const cut = await run(['sql', '--limit', '1', 'SELECT name FROM spans']);
    expect(cut.stderr).toContain('There are more rows');
    const wrong = await run([...count, '--last', 'long']);
    expect(wrong.stderr).toContain('error invalid_time');
  });

  it('sql explains without running', async () => {
    const answer = await run(['sql', '--explain', 'SELECT "http.route" FROM spans']);
    expect(answer.exitCode).toBe(0);
    expect(answer.stdout).toContain('-- Trino:');
    expect(answer.stdout).toContain('http_route');
  });

  it('has no colours where nobody sees them', async () => {
    for (const args of [['sql', 'SELECT 1 AS one'], ['doctor'], ['trace', TRACE_ID], ['sql', 'SELEC']]) {
      const { stdout, stderr } = await run(args);
      expect(stdout + stderr).not.toContain('\x1b');
    }
  });
});

describe.each(['with a running server', 'with the folder alone'])('%s', (place) => {
  beforeAll(async () => {
    if (place === 'with the folder alone') {
      expect(await server.stop('SIGTERM')).toBe(0);
      expect(server.stderr()).toContain('Stopping');
    }
  });

  const shown = place === 'with a running server' ? () => server.apiUrl : () => '.tracelake, read-only';

  it('sql prints a table on stdout and what it took on stderr', async () => {
    const answer = await run(['sql', 'SELECT name, duration_ms, "user.plan" FROM spans ORDER BY span_id']);
    expect(answer.exitCode).toBe(0);
    expect(answer.stdout).toBe(
      [
        'name           duration_ms  user.plan',
        '─────────────  ───────────  ─────────',
        'GET /checkout          250  pro',
        'charge                 250  NULL',
        '',
      ].join('\n'),
    );
    expect(answer.stderr).toMatch(/^2 rows in .*, 1 file, .* read \(.*\)\n$/);
    expect(answer.stderr).toContain(`(${shown()})`);
  });

  it('sql gives every form exactly', async () => {
    const query = 'SELECT name, duration_nano FROM spans ORDER BY span_id';
    const json = await run(['sql', '--format', 'json', query]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      columns: [
        { name: 'name', type: 'varchar' },
        { name: 'duration_nano', type: 'bigint' },
      ],
      rows: [
        ['GET /checkout', '250000000'],
        ['charge', '250000000'],
      ],
    });
    const ndjson = await run(['sql', '--format', 'ndjson', query]);
    expect(ndjson.stdout).toBe(
      '{"name":"GET /checkout","duration_nano":"250000000"}\n{"name":"charge","duration_nano":"250000000"}\n',
    );
    expect(ndjson.stderr).toContain('2 rows');
    const csv = await run(['sql', '--format', 'csv', query]);
    expect(csv.stdout).toBe('name,duration_nano\nGET /checkout,250000000\ncharge,250000000\n');
    const arrow = await run(['sql', '--format', 'arrow', query]);
    expect(tableFromIPC(arrow.bytes).getChild('duration_nano')?.toJSON()).toEqual([250_000_000n, 250_000_000n]);
  });

  it.each(['json', 'ndjson', 'csv', 'arrow'])('sql says on stderr what was noted: %s', async (format) => {
    const answer = await run(['sql', '--format', format, 'SELECT max(cardinality(attributes)) AS n FROM spans']);
    expect(answer.stderr).toMatch(/^note: .*attributes/m);
    expect(answer.stdout).not.toContain('# complete');
  });

  it('sql shows the place of an error, and exits with 1', async () => {
    const answer = await run(['sql', 'SELECT nme FROM spans']);
    expect(answer).toMatchObject({ exitCode: 1, stdout: '' });
    expect(answer.stderr).toContain('error COLUMN_NOT_FOUND');
    expect(answer.stderr).toContain('  SELECT nme FROM spans\n         ^\n');
    for (const format of ['json', 'ndjson', 'csv', 'arrow']) {
      const other = await run(['sql', '-f', format, 'SELECT nme FROM spans']);
      expect([other.exitCode, other.stdout]).toEqual([1, '']);
    }
  });

  it('fields lists attributes, and values of one', async () => {
    const list = await run(['fields', 'user']);
    expect(list.stdout).toMatch(/user\.plan +string +span +1 +1 +pro/);
    expect((await run(['fields', 'user.plan', '--values'])).stdout).toMatch(/pro +1\n/);
    const json = await run(['fields', '--format', 'json']);
    expect(JSON.parse(json.stdout).fields.length).toBeGreaterThan(2);
    expect((await run(['fields', 'user.plam', '--values'])).stderr).toContain('user.plan');
  });

  it('trace shows a tree, or everything as JSON', async () => {
    const tree = await run(['trace', TRACE_ID]);
    expect(tree.exitCode).toBe(0);
    expect(tree.stdout).toContain('2 spans, 1 service, 1 error, 250 ms');
    expect(tree.stdout).toContain('└─ shop  charge  ✗ declined');
    const json = await run(['trace', TRACE_ID, '-f', 'json']);
    expect(JSON.parse(json.stdout).spans[0].attributes).toEqual({ 'user.plan': 'pro' });
    const missing = await run(['trace', 'b'.repeat(32)]);
    expect([missing.exitCode, missing.stderr.split(':')[0]]).toEqual([1, 'error trace_not_found']);
  });

  it('doctor finds all well', async () => {
    const answer = await run(['doctor', '--port', '0', '--otlp-port', '0']);
    expect(answer.stdout).not.toContain('fail');
    expect(answer.stdout).toContain('2 spans in 1 file');
    expect(answer.exitCode).toBe(0);
  });
});

describe('tracelake', () => {
  it('says so when there is nothing to ask', async () => {
    const answer = await run(['sql', '--data', 'nowhere', 'SELECT 1']);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('error folder_not_found: There is no folder "nowhere".');
    const url = await run(['sql', '--url', 'http://127.0.0.1:9', 'SELECT 1']);
    expect([url.exitCode, url.stderr.split(':')[0]]).toEqual([1, 'error server_unreachable']);
  });

  it('is not misled by the address that a killed server left', async () => {
    const instance = { apiUrl: 'http://127.0.0.1:9', otlpUrl: 'http://127.0.0.1:9', pid: 1, instance: 'gone' };
    writeFileSync(join(folder.path, '.tracelake/wal/server.json'), JSON.stringify(instance));
    expect((await run(['sql', '-f', 'csv', 'SELECT count(*) AS n FROM spans'])).stdout).toBe('n\n2\n');
  });

  it('doctor fails, with the next step, where a file is damaged', async () => {
    const partition = join(folder.path, 'broken/landing/spans/dt=2026-11-22/hour=17');
    mkdirSync(partition, { recursive: true });
    writeFileSync(join(partition, 'broken.parquet'), 'not Parquet');
    const answer = await run(['doctor', '--data', 'broken', '--port', '0', '--otlp-port', '0', '-f', 'json']);
    const results = JSON.parse(answer.stdout) as { level: string; message: string; next: string | null }[];
    const troubles = results.filter(({ level }) => level !== 'ok');
    expect(troubles.some(({ message, next }) => message.includes('broken.parquet') && next !== null)).toBe(true);
  });

  it.each([['sql', 'SELECT 1'], ['fields'], ['doctor'], ['token', 'list']])(
    'ends when it is told to, whatever a silent bucket lets it wait for: %s',
    async (...args) => {
      let connections = 0;
      const silent = createServer(() => connections++);
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const asked = once(silent, 'connection');
      const env = {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        TRACELAKE_HTTPFS: process.execPath,
      };
      const options = { cwd: folder.path, env, interruptAfter: asked };
      expect((await runCli(cli, [...args, '--data', 's3://lake'], options)).exitCode).toBe(130);
      // A bucket is given up after five.
      expect(connections).toBeLessThan(5);
      silent.close();
    },
  );

  it('ends quietly when nobody reads on', async () => {
    const child = await runCli(cli, ['sql', '-f', 'ndjson', 'SELECT 1'], { cwd: folder.path });
    expect(child.exitCode).toBe(0);
    const { spawnSync } = await import('node:child_process');
    const piped = spawnSync(
      'sh',
      [
        '-c',
        `"${process.execPath}" "${cli.main}" sql -f csv "SELECT n FROM UNNEST(sequence(1, 9999)) t(n)" | head -1; echo done`,
      ],
      { cwd: folder.path, encoding: 'utf8' },
    );
    expect(piped.stdout).toBe('n\ndone\n');
    expect(piped.stderr).not.toContain('EPIPE');
  });
});
