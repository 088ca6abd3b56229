// The DuckDB child as its parent sees it: started warm, spoken to by messages, watched for memory, killed when it must be.
import { type ChildProcess, fork } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { memoryVictim } from '@tracelake/lake';
import type { ChildMessage, ChildSettings, ParentMessage } from './child-protocol.ts';
import { processorTimeMs } from './processor-time.ts';
import { residentMemoryBytes } from './resident-memory.ts';

/** Why a child is gone: `memory` and `killed` were this side's doing, `ended` is the system's where memory is short. */
export type ExitReason = 'crashed' | 'memory' | 'killed' | 'ended';

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
/** What a query may take between two checks. Beyond it the system itself refuses memory (on Linux; macOS ignores that limit). */
const HARD_LIMIT_MARGIN_BYTES = 1024 * 1_048_576;
const BYTES_PER_KIBIBYTE = 1024;
/** Of the resident limit. An idle child has an eighth. */
const CRASH_BY_MEMORY_SHARE = 0.5;
/**
 * The system's own limits, which hold whatever DuckDB does: no core dumps, no byte into any file, no more private memory.
 * The shell leaves nothing of its own in the environment, and is replaced by the child.
 */
const LIMITED = 'ulimit -c 0; ulimit -f 0; ulimit -d "$1" 2>/dev/null; shift; unset PWD OLDPWD SHLVL _; exec "$@"';
/** The JavaScript heap holds one batch of rows a query; DuckDB's memory is its own. */
const HEAP_LIMIT_MB = 512;
const STDERR_KEPT = 2000;

/**
 * In nice's steps: a third of the server's share of a busy core, and all of an idle one. Beside two loops of heavy queries, on
 * crowded cores, the median acknowledgement took 1.2 times as long as alone; at equal priority 6.6 times.
 */
const PRIORITY_STEPS = 5;

/**
 * Queries give way to ingest. Called right after the fork, milliseconds before the child has made its threads: on Linux these keep
 * the priority of the one that made them, and the child's own code runs too late for that.
 */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(constants.priority.PRIORITY_LOW, getPriority() + PRIORITY_STEPS));
  } catch {
    // It has ended already, or this system has no priorities: it runs as it is.
  }
}

export class EngineChild {
  private readonly process: ChildProcess;
  private readonly residentLimitBytes: number;
  private memoryCheck: NodeJS.Timeout | undefined;
  private lastBytes = 0;
  /** Seen since the query began. */
  private highestBytes = 0;
  private exitReason: ExitReason = 'crashed';
  private wasKilled = false;

  constructor(options: EngineChildOptions, events: EngineChildEvents) {
    const { threads, memoryLimitMb, httpfsFile } = options;
    const settings: ChildSettings = { threads, memoryLimitMb, httpfsFile };
    const entry = options.entry instanceof URL ? fileURLToPath(options.entry) : options.entry;
    const hardLimit = Math.ceil((options.residentLimitBytes + HARD_LIMIT_MARGIN_BYTES) / BYTES_PER_KIBIBYTE);
    this.process = fork(entry, [JSON.stringify(settings)], {
      // Empty on purpose: a hole in the gate must find no credentials, and no folder to begin from.
      env: {},
      cwd: '/',
      execPath: '/bin/sh',
      execArgv: ['-c', LIMITED, 'sh', String(hardLimit), process.execPath, `--max-old-space-size=${HEAP_LIMIT_MB}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    lowerPriority(this.process.pid);
    memoryVictim(this.process.pid);
    let stderr = '';
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    this.process.on('message', (message) => events.onMessage(message as ChildMessage));
    this.process.on('error', () => this.kill('crashed'));
    this.process.on('close', (_, signal) => {
      clearInterval(this.memoryCheck);
      if (this.exitReason === 'crashed' && !this.wasKilled && signal === 'SIGKILL') this.exitReason = 'ended';
      // One that dies by itself with much in hand was refused more by the system; its last words say so in many ways.
      const hadMuch = this.highestBytes > this.residentLimitBytes * CRASH_BY_MEMORY_SHARE;
      events.onExit(this.exitReason === 'crashed' && hadMuch ? 'memory' : this.exitReason, stderr);
    });
    this.residentLimitBytes = options.residentLimitBytes;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** At the last look; 0 before the first. */
  get residentBytes(): number {
    return this.lastBytes;
  }

  /** Since its start; `undefined` where the system does not say. */
  get processorTimeMs(): number | undefined {
    return this.pid === undefined ? undefined : processorTimeMs(this.pid);
  }

  /** On its way out: what it still says was said before. */
  get isEnding(): boolean {
    return this.wasKilled || !this.process.connected;
  }

  send(message: ParentMessage): void {
    // The callback takes the error of a channel that has just closed; `close` tells the rest.
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  /** Only while a query runs: an idle child asks for nothing. */
  watchMemory(on: boolean): void {
    clearInterval(this.memoryCheck);
    if (on) this.highestBytes = 0;
    this.memoryCheck = on ? setInterval(() => void this.checkMemory(), MEMORY_CHECK_MS).unref() : undefined;
  }

  /** Ends it at once, whatever its threads do. `onExit` follows. */
  kill(reason: ExitReason): void {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.exitReason = reason;
      this.wasKilled = true;
      this.process.kill('SIGKILL');
    }
  }

  private async checkMemory(): Promise<void> {
    const { pid } = this.process;
    const resident = pid === undefined ? undefined : await residentMemoryBytes(pid);
    this.lastBytes = resident ?? this.lastBytes;
    this.highestBytes = Math.max(this.highestBytes, this.lastBytes);
    if (this.highestBytes > this.residentLimitBytes) this.kill('memory');
  }
}
