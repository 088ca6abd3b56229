// A server that is told to stop while its disk does not answer: it ends all the same, says what it waited for, and what was acknowledged is there.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CliFolder, cliFolder, type RunningCli, runCli, startCli } from './spawned-cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let cli: BuiltCli;
let folder: CliFolder;

beforeAll(async () => {
  cli = await buildCli();
  folder = cliFolder();
});

afterAll(async () => {
  folder.remove();
  await cli.remove();
});

function send({ otlpUrl }: RunningCli, spanId: string): Promise<Response> {
  const startTimeUnixNano = `${Date.now()}000000`;
  const span = {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId,
    name: 'charge',
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano,
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  return fetch(`${otlpUrl}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

interface Stats {
  readonly ingest: { readonly writer: { readonly running: readonly { readonly step: string }[] } };
}

async function runningSteps({ apiUrl }: RunningCli): Promise<readonly { readonly step: string }[]> {
  const stats = await fetch(`${apiUrl}/api/v1/stats`).then((response) => response.json() as Promise<Stats>);
  return stats.ingest.writer.running;
}

it.each([
  { signals: 1, said: 'The stop was cut off after 9 s; still running: ' },
  { signals: 2, said: 'The stop was cut off by a second signal; still running: ' },
])('ends while its disk hangs: signals: $signals', async ({ signals, said }) => {
  const data = join(folder.path, `${signals}`);
  const [hangs, fifo] = [`${data}.hangs`, `${data}.fifo`];
  execFileSync('mkfifo', [fifo]);
  const preload = new URL('hanging-disk.mjs', import.meta.url);
  const up = ['up', '--data', data, '--port', '0', '--otlp-port', '0'];
  const env = { NODE_OPTIONS: `--import=${preload}`, HANGS_WHILE: hangs, FIFO: fifo };
  const server = await startCli(cli, up, { cwd: folder.path, env });
  try {
    expect((await send(server, '0000000000000001')).status).toBe(200);
    writeFileSync(hangs, '');
    const unanswered = send(server, '0000000000000002').catch(() => null);
    await vi.waitFor(
      async () => expect(await runningSteps(server)).toContainEqual(expect.objectContaining({ step: 'sync' })),
      10_000,
    );
    server.process.kill('SIGTERM');
    if (signals === 2) {
      await vi.waitFor(() => expect(server.stderr()).toContain('Stopping'), 10_000);
      // Right behind the first it would be taken for npm's echo of it.
      await sleep(700);
      server.process.kill('SIGTERM');
    }
    await vi.waitFor(() => expect(server.process.signalCode).toBe('SIGKILL'), 60_000);
    await unanswered;
  } finally {
    server.process.kill('SIGKILL');
  }
  const lines = server
    .stderr()
    .split('\n')
    .filter((line) => line.includes('cut off'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(said);
  expect(lines[0]).toContain('Writing and syncing the log has been running for');
  expect(lines[0]).toContain('code=shutting_down');
  rmSync(hangs);
  const again = await startCli(cli, up, { cwd: folder.path });
  expect(await again.stop()).toBe(0);
  const acknowledged = "SELECT count(*) AS n FROM spans WHERE span_id = '0000000000000001'";
  const answer = await runCli(cli, ['sql', '--data', data, acknowledged, '--format', 'csv'], { cwd: folder.path });
  expect(answer.stdout).toBe('n\n1\n');
});

it('blames no log for it where that was a start whose landing hangs', async () => {
  const [hangs, fifo] = [join(folder.path, 'roll.hangs'), join(folder.path, 'roll.fifo')];
  execFileSync('mkfifo', [fifo]);
  const up = ['up', '--data', 'started', '--port', '0', '--otlp-port', '0'];
  const killed = await startCli(cli, up, { cwd: folder.path });
  expect((await send(killed, '0000000000000006')).status).toBe(200);
  await killed.stop('SIGKILL');
  writeFileSync(hangs, '');
  const preload = new URL('hanging-disk.mjs', import.meta.url);
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, NODE_OPTIONS: `--import=${preload}`, HANGS_WHILE: hangs, FIFO: fifo, HANGS: 'roll' };
  const start = spawn(process.execPath, [cli.main, ...up], { cwd: folder.path, env, stdio: 'ignore' });
  const tries = join(folder.path, 'started/wal/tries.json');
  try {
    await vi.waitFor(() => expect(readFileSync(tries, 'utf8')).toContain('"ends":[[1,1]]'), 60_000);
    start.kill('SIGTERM');
    await vi.waitFor(() => expect(existsSync(tries)).toBe(false), 5_000);
    await vi.waitFor(() => expect(start.signalCode).toBe('SIGKILL'), 60_000);
  } finally {
    start.kill('SIGKILL');
  }
  expect(existsSync(tries)).toBe(false);
});

it('takes no more bodies from the signal on, though its address cannot be removed from the folder', async () => {
  const [hangs, fifo] = [join(folder.path, 'rm.hangs'), join(folder.path, 'rm.fifo')];
  execFileSync('mkfifo', [fifo]);
  const preload = new URL('hanging-disk.mjs', import.meta.url);
  const server = await startCli(cli, ['up', '--data', 'unremoved', '--port', '0', '--otlp-port', '0'], {
    cwd: folder.path,
    env: { NODE_OPTIONS: `--import=${preload}`, HANGS_WHILE: hangs, FIFO: fifo, HANGS: 'rm' },
  });
  try {
    expect((await send(server, '0000000000000004')).status).toBe(200);
    writeFileSync(hangs, '');
    server.process.kill('SIGTERM');
    const statusOf = () =>
      send(server, '0000000000000005').then(
        ({ status }) => status,
        () => null,
      );
    await vi.waitFor(async () => expect(await statusOf()).not.toBe(200), 60_000);
    expect(server.process.exitCode ?? server.process.signalCode).toBe(null);
  } finally {
    server.process.kill('SIGKILL');
  }
});

it('lands its spans though a question takes minutes and an echo of the signal comes', async () => {
  const server = await startCli(cli, ['up', '--data', 'asked', '--port', '0', '--otlp-port', '0'], {
    cwd: folder.path,
  });
  expect((await send(server, '0000000000000003')).status).toBe(200);
  const many = (name: string) => `UNNEST(sequence(1, 9000)) AS ${name} (n)`;
  const sql = `SELECT sum(a.n * b.n + c.n) FROM ${many('a')} CROSS JOIN ${many('b')} CROSS JOIN ${many('c')}`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ sql, timeoutMs: 600_000 });
  const asked = fetch(`${server.apiUrl}/api/v1/sql`, { method: 'POST', headers, body }).then(
    () => 'answered',
    () => 'ended',
  );
  await sleep(1_000);
  server.process.kill('SIGINT');
  server.process.kill('SIGINT');
  await vi.waitFor(() => expect(server.process.exitCode).not.toBe(null), 60_000);
  expect([server.process.exitCode, server.process.signalCode, await asked]).toEqual([0, null, 'ended']);
  const files = readdirSync(join(folder.path, 'asked/landing'), { recursive: true }).map(String);
  expect(files.some((name) => name.endsWith('.parquet'))).toBe(true);
});
