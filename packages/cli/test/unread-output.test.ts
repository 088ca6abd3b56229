// A server whose output goes nowhere: it serves, and stops as it should.
import { execFileSync, spawn } from 'node:child_process';
import { constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CliFolder, cliFolder, runCli } from './spawned-cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let cli: BuiltCli;
let folder: CliFolder;

beforeAll(async () => {
  cli = await buildCli();
  folder = cliFolder();
});

afterAll(() => folder.remove());

/** A pipe that takes nothing more, and whose reader is there. */
function fullPipe(): number {
  const path = join(folder.path, 'full-pipe');
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  for (const chunk of [Buffer.alloc(4_096), Buffer.alloc(1)]) {
    try {
      for (;;) writeSync(pipe, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
  return pipe;
}

function outputTo(where: string): number | 'pipe' {
  if (where === 'full disk') return openSync('/dev/full', 'w');
  return where === 'pipe that stays full' ? fullPipe() : 'pipe';
}

it.each(['full disk', 'reader that has gone', 'pipe that stays full'])('serves on a %s', async (where) => {
  const data = join(folder.path, where.replaceAll(' ', '-'));
  const output = outputTo(where);
  const args = [cli.main, 'up', '--data', data, '--port', '0', '--otlp-port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', output, output] });
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    const { apiUrl } = await vi.waitFor(() => JSON.parse(readFileSync(join(data, 'wal/server.json'), 'utf8')), {
      timeout: 60_000,
    });
    // What it says once it is ready has been said by then, or ended it.
    const health = () => fetch(`${apiUrl}/api/v1/health`).then(({ status }) => status);
    for (const _ of Array(10)) expect(await health()).toBe(200);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});

it('tells of an answer that does not fit on the disk', async () => {
  const out = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [cli.main, '--help'], { stdio: ['ignore', out, 'pipe'] });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
  expect(stderr).toMatch(/disk_full.*The output could not be written: ENOSPC/);
  expect((await runCli(cli, ['--help'], { cwd: folder.path })).exitCode).toBe(0);
});
