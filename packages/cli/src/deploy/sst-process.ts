// Runs one command of sst, hands its words on as they come, and reads what it leaves: outputs, and the errors that it hides.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config.ts';
import type { StackFolder } from './stack-folder.ts';

export type SstCommand = 'deploy' | 'diff' | 'remove';

export interface SstRun {
  readonly exitCode: number | null;
  /** The end of what it said. */
  readonly text: string;
  /** What the engine below it said of resources, in words; sst shows not all of it. */
  readonly errors: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface SstOptions {
  readonly folder: StackFolder;
  readonly command: SstCommand;
  readonly stage: string;
  readonly environment: Environment;
  readonly onText: (text: string) => void;
  /** Asks sst to end in order: what it has begun is finished or written down. */
  readonly signal: AbortSignal;
}

const KEPT_TEXT = 64 * 1024;

export async function runSst(options: SstOptions): Promise<SstRun> {
  const { folder, command } = options;
  const outputsFile = join(folder.path, '.sst/outputs.json');
  const runFolder = join(folder.path, '.sst/pulumi');
  rmSync(runFolder, { recursive: true, force: true });
  if (command === 'deploy') rmSync(outputsFile, { force: true });
  try {
    const { exitCode, text } = await childOf(options);
    const outputs = command === 'deploy' && existsSync(outputsFile) ? readFileSync(outputsFile, 'utf8') : '{}';
    const errors = engineErrors(runFolder);
    const own = exitCode === 0 || errors.length > 0 ? [] : ownErrors(join(folder.path, '.sst/log/sst.log'));
    return { exitCode, text, errors: [...errors, ...own], outputs: JSON.parse(outputs) };
  } finally {
    // It holds the state of the stack in the clear.
    rmSync(runFolder, { recursive: true, force: true });
  }
}

function childOf({ folder, command, stage, environment, onText, signal }: SstOptions) {
  const child = spawn(process.execPath, [folder.sst, command, '--stage', stage], {
    cwd: folder.path,
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches it once, through us. Twice, sst would give up what it is doing.
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(-KEPT_TEXT);
      onText(piece);
    });
  }
  const interrupt = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return new Promise<{ exitCode: number | null; text: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      signal.removeEventListener('abort', interrupt);
      resolve({ exitCode, text });
    });
  });
}

/** What it failed of itself: it shows "Unexpected error occurred", and its log the cause. */
function ownErrors(log: string): string[] {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  const last = lines.findLast((line) => line.includes('level=ERROR'));
  const quoted = last === undefined ? null : /\berr=("(?:[^"\\]|\\.)*")/.exec(last);
  return quoted === null ? [] : [unquoted(quoted[1])];
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function engineErrors(runFolder: string): string[] {
  const runs = existsSync(runFolder) ? readdirSync(runFolder) : [];
  return runs.flatMap((run) => {
    const log = join(runFolder, run, 'eventlog.json');
    return existsSync(log) ? readFileSync(log, 'utf8').split('\n').flatMap(errorOf) : [];
  });
}

function errorOf(line: string): string[] {
  if (!line.includes('"diagnosticEvent"')) return [];
  try {
    const { severity, message } = JSON.parse(line).diagnosticEvent as { severity: string; message: string };
    return severity === 'error' ? [message.trim()] : [];
  } catch {
    // A line that was being written when the engine was ended.
    return [];
  }
}
