// A process of the sandbox in a process group of its own: started, frozen, thawed, killed, its lines of output handed on.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { nowUnixMs } from './platform-record.ts';
import { type ProcessUsage, processUsage } from './process-usage.ts';

export interface SandboxProcessOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  onLine(line: string): void;
  /** The signal's name or the exit code. */
  onExit(reason: string): void;
}

/** A frozen process outlives a test run that ends early, unless it is killed. */
const running = new Set<SandboxProcess>();
process.once('exit', () => {
  for (const one of running) one.kill();
});

export class SandboxProcess {
  readonly startedAtUnixMs = nowUnixMs();
  readonly #child: ChildProcess;
  #exitReason: string | null = null;

  constructor(options: SandboxProcessOptions) {
    this.#child = spawn(options.command, options.args ?? [], {
      cwd: options.folder,
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(this);
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', options.onLine);
    }
    const ended = (reason: string) => {
      if (this.#exitReason !== null) return;
      this.#exitReason = reason;
      running.delete(this);
      options.onExit(reason);
    };
    this.#child.on('exit', (code, signal) => ended(signal ?? String(code)));
    // No such file, not executable.
    this.#child.on('error', (error) => ended(error.message));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get exitReason(): string | null {
    return this.#exitReason;
  }

  get isRunning(): boolean {
    return this.#exitReason === null;
  }

  usage(): ProcessUsage {
    return processUsage(this.pid);
  }

  /** Settles once the kernel has stopped it: on a busy machine that takes a while. */
  async freeze(): Promise<void> {
    this.#signal('SIGSTOP');
    while (this.isRunning && !isStopped(this.pid)) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  terminate(): void {
    this.#signal('SIGTERM');
  }

  kill(): void {
    this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.pid === 0) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The whole group is gone.
    }
  }
}

/** Each thread stops by itself. */
function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      // `tid (name) state …`; the name may hold anything.
      /\) [TXZ] [^)]*$/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')),
    );
  } catch {
    return true;
  }
}
