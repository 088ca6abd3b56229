// Runs the built CLI as a user does: a process of its own, its output collected.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuiltCli } from '@tracelake/testkit';

export interface CliAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The same before it was read as UTF-8. */
  readonly bytes: Uint8Array;
  readonly stderr: string;
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly apiUrl: string;
  /** Empty where it takes no spans. */
  readonly otlpUrl: string;
  stdout(): string;
  stderr(): string;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface CliFolder {
  readonly path: string;
  remove(): void;
}

export function cliFolder(): CliFolder {
  const path = mkdtempSync(join(tmpdir(), 'tracelake-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Sends Ctrl-C once this has come. */
  readonly interruptAfter?: Promise<unknown>;
}

/** The user's own TRACELAKE_ variables are not for the test. */
function spawnCli(cli: BuiltCli, args: readonly string[], { cwd, env = {} }: RunOptions): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [cli.main, ...args], { cwd, env: { PATH, HOME, ...env } });
}

export function runCli(cli: BuiltCli, args: readonly string[], options: RunOptions): Promise<CliAnswer> {
  const child = spawnCli(cli, args, options);
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.end(options.input ?? '');
  void options.interruptAfter?.then(() => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const bytes = Buffer.concat(chunks);
      resolve({ exitCode, stdout: bytes.toString('utf8'), bytes, stderr });
    });
  });
}

/** Starts `up` or `demo` and waits for the ready line. */
export async function startCli(cli: BuiltCli, args: readonly string[], options: RunOptions): Promise<RunningCli> {
  const child = spawnCli(cli, args, options);
  let stdout = '';
  let stderr = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const line = /^Tracelake is ready: API (\S+)(?: {2}OTLP (\S+))?\n/.exec(stdout);
      if (line !== null) resolve(line);
    });
    void ended.then((code) => reject(new Error(`ended with ${code} before it was ready: ${stderr}`)));
  });
  const [, apiUrl, otlpUrl = ''] = await ready;
  return {
    process: child,
    apiUrl,
    otlpUrl,
    stdout: () => stdout,
    stderr: () => stderr,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}
