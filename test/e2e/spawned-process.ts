// A program under test: what it prints, how it ends, and that it is gone when the test is.
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, afterEach } from 'vitest';

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly uid?: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Finished extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

const RUNNING = new Set<SpawnedProcess>();

export class SpawnedProcess {
  readonly exited: Promise<Exit>;
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  #onOutput: () => void = () => {};

  constructor(command: string, args: readonly string[], { env = {}, cwd, stdin, uid }: SpawnOptions = {}) {
    // Nothing of the caller's environment but what programs need to be found and to write.
    const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
    this.#child = spawn(command, args, { cwd, uid, env: { PATH, HOME, TMPDIR, NO_COLOR: '1', ...env } });
    RUNNING.add(this);
    // A chunk may end inside a character.
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.stdout += chunk;
      this.#onOutput();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk;
      this.#onOutput();
    });
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        RUNNING.delete(this);
        this.#onOutput();
        resolve({ code, signal });
      });
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdin?.end(stdin ?? '');
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Settles once `found` gives something for what was printed so far. Throws with all output when the program ends before, or after `limitMs`. */
  output<T>(found: (stdout: string, stderr: string) => T | undefined, limitMs = 30_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const complain = (why: string) => reject(new Error(`${why}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`));
      const timer = setTimeout(() => complain(`not printed within ${limitMs} ms`), limitMs);
      this.#onOutput = () => {
        const value = found(this.stdout, this.stderr);
        if (value === undefined && !this.ended) return;
        clearTimeout(timer);
        this.#onOutput = () => {};
        if (value === undefined) complain('ended before it was printed');
        else resolve(value);
      };
      this.#onOutput();
    });
  }

  async finished(): Promise<Finished> {
    const exit = await this.exited;
    return { ...exit, stdout: this.stdout, stderr: this.stderr };
  }
}

export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  return new SpawnedProcess(command, args, options).finished();
}

async function endAll(): Promise<void> {
  const running = [...RUNNING];
  for (const program of running) program.signal('SIGKILL');
  await Promise.allSettled(running.map((program) => program.exited));
}

/** Kills what a file's tests left running: after each test, or once after all where they share a program. */
export function endProcesses(when: 'after each' | 'after all'): void {
  if (when === 'after each') afterEach(endAll);
  else afterAll(endAll);
}
