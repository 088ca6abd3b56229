// A server in a process of its own that takes as many spans as it can, and what each costs it: for benches that put others beside the product.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../load/load-program.ts';

export const SPANS_PER_BODY = 500;
const SENDERS = 4;
const WARM_UP_SECONDS = 5;

export interface StartedServer {
  readonly child: ChildProcess;
  /** Takes OTLP below it. */
  readonly url: string;
}

export interface LoadedServer {
  /** User and system time of the process a span that it acknowledged, in microseconds. */
  readonly cpu: number;
  /** Spans a second. */
  readonly rate: number;
}

/** The first seconds, cold, are not counted. @param start gets a folder for what it writes */
export async function measureServer(
  start: (folder: string) => Promise<StartedServer>,
  seconds: number,
): Promise<LoadedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-loaded-server-'));
  try {
    const { child, url } = await start(folder);
    try {
      send(url, WARM_UP_SECONDS);
      const before = cpuSeconds(child.pid!);
      const { acknowledgedSpans, seconds: taken } = send(url, seconds);
      const cpu = ((cpuSeconds(child.pid!) - before) * 1e6) / acknowledgedSpans;
      return { cpu, rate: acknowledgedSpans / taken };
    } finally {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function startProduct(folder: string): Promise<StartedServer> {
  const args = ['packages/cli/dist/main.js', 'up', '--data', folder, '--port', '0', '--otlp-port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return { child, url: await firstMatch(child, /http:\S+.*(http:\/\/[^\s/]+:\d+)/) };
}

/** The first part in brackets of what a process prints. */
export async function firstMatch(child: ChildProcess, form: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    const match = form.exec(text);
    if (match !== null) {
      child.stdout!.resume();
      return match[1]!;
    }
  }
  throw new Error(`ended without a word: ${text}`);
}

/** The sender has a process of its own: the bench, given an address, is it. */
function send(url: string, seconds: number): LoadResult {
  const args = [fileURLToPath(import.meta.url), url, String(SENDERS), String(SPANS_PER_BODY), String(seconds), '0'];
  const sender = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (sender.status !== 0) throw new Error(sender.stderr);
  return JSON.parse(sender.stdout.slice('ready\n'.length));
}

/** User and system time of a process so far, in seconds; Linux counts them in hundredths. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
