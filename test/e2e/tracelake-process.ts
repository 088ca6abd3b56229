// The built CLI as a user runs it: a server on free ports, or one command.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Finished, run, SpawnedProcess, type SpawnOptions } from './spawned-process.ts';

export const CLI_PATH = new URL('../../packages/cli/dist/main.js', import.meta.url).pathname;

export interface RunningLake {
  readonly process: SpawnedProcess;
  /** http://127.0.0.1:PORT */
  readonly apiUrl: string;
  readonly otlpUrl: string;
}

/** A folder of this test file's own; give the result to `removeFolder`. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `tracelake-e2e-${name}-`));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** A folder that is gone when the running test is. */
export function testFolder(name: string): string {
  const path = temporaryFolder(name);
  onTestFinished(() => removeFolder(path));
  return path;
}

export function tracelake(args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  return run(process.execPath, [CLI_PATH, ...args], options);
}

export function spawnTracelake(args: readonly string[], options: SpawnOptions = {}): SpawnedProcess {
  return new SpawnedProcess(process.execPath, [CLI_PATH, ...args], options);
}

/** `up` (or `demo`) on free ports, once it has said where it listens. */
export async function startLake(
  dataFolder: string,
  {
    command = 'up',
    args = [],
    env = {},
  }: { command?: string; args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<RunningLake> {
  const all = [command, '--data', dataFolder, '--port', '0', '--otlp-port', '0', ...args];
  const lake = spawnTracelake(all, { env });
  const [apiUrl, otlpUrl] = await lake.output(readyUrls);
  return { process: lake, apiUrl, otlpUrl };
}

/** Ready is one line with both addresses, the API's first. */
export function readyUrls(stdout: string): [apiUrl: string, otlpUrl: string] | undefined {
  for (const line of stdout.split('\n').slice(0, -1)) {
    const urls = line.match(/http:\/\/[^\s/]+:\d+/g);
    if (urls?.length === 2) return [urls[0], urls[1]];
  }
  return undefined;
}

export async function stopLake(lake: RunningLake): Promise<void> {
  lake.process.signal('SIGTERM');
  await lake.process.exited;
}

export async function killLake(lake: RunningLake): Promise<void> {
  lake.process.signal('SIGKILL');
  await lake.process.exited;
}
