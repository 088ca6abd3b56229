// The DuckDB child as its parent sees it: started warm, spoken to by messages, watched for memory, killed when it must be.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, ChildSettings, ParentMessage } from './child-protocol.ts';
import { residentMemoryBytes } from './resident-memory.ts';

/** Why a child is gone: `memory` and `killed` were this side's doing. */
export type ExitReason = 'crashed' | 'memory' | 'killed';

export interface EngineChildOptions extends ChildSettings {
  /** The built `duckdb-child.js`. */
  readonly entry: URL | string;
  /** Resident memory above which the child is killed. */
  readonly residentLimitBytes: number;
}

export interface EngineChildEvents {
  readonly onMessage: (message: ChildMessage) => void;
  readonly onExit: (reason: ExitReason, stderr: string) => void;
}

const MEMORY_CHECK_MS = 100;
/** The JavaScript heap holds one batch of rows a query; DuckDB's memory is its own. */
const HEAP_LIMIT_MB = 512;
const STDERR_KEPT = 2000;

export class EngineChild {
  private readonly process: ChildProcess;
  private readonly memoryCheck: NodeJS.Timeout;
  private exitReason: ExitReason = 'crashed';

  constructor(options: EngineChildOptions, events: EngineChildEvents) {
    const settings: ChildSettings = { threads: options.threads, memoryLimitMb: options.memoryLimitMb };
    const entry = options.entry instanceof URL ? fileURLToPath(options.entry) : options.entry;
    this.process = fork(entry, [JSON.stringify(settings)], {
      // Empty on purpose: a hole in the gate must find no credentials.
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_LIMIT_MB}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    let stderr = '';
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    this.process.on('message', (message) => events.onMessage(message as ChildMessage));
    this.process.on('error', () => this.kill('crashed'));
    this.process.on('close', () => {
      clearInterval(this.memoryCheck);
      events.onExit(this.exitReason, stderr);
    });
    this.memoryCheck = setInterval(() => void this.checkMemory(options.residentLimitBytes), MEMORY_CHECK_MS);
    this.memoryCheck.unref();
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  send(message: ParentMessage): void {
    // The callback takes the error of a channel that has just closed; `close` tells the rest.
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  /** Ends it at once, whatever its threads do. `onExit` follows. */
  kill(reason: ExitReason): void {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.exitReason = reason;
      this.process.kill('SIGKILL');
    }
  }

  private async checkMemory(limitBytes: number): Promise<void> {
    const { pid } = this.process;
    const resident = pid === undefined ? undefined : await residentMemoryBytes(pid);
    if (resident !== undefined && resident > limitBytes) this.kill('memory');
  }
}
