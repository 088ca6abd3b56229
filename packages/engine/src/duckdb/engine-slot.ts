// Where one query at a time runs: a DuckDB child, replaced by a new one when it had to be killed or died.

import type { ChildMessage } from './child-protocol.ts';
import { EngineChild, type EngineChildOptions, type ExitReason } from './engine-child.ts';
import type { QueryTask } from './query-task.ts';

export interface SlotEvents {
  /** A message about the task that runs here. */
  readonly onMessage: (task: QueryTask, message: ChildMessage) => void;
  /** Ready for a query. */
  readonly onFree: () => void;
  /** @param task what ran in it, `undefined` if nothing; @param wasReady false if it never came up */
  readonly onExit: (task: QueryTask | undefined, reason: ExitReason, stderr: string, wasReady: boolean) => void;
}

export interface SlotOptions extends EngineChildOptions {
  /** How long an interrupted query may take to stop before the child is killed. */
  readonly killGraceMs: number;
}

/** What waits for its bytes or for a busy core counts too, at an eighth. */
const WALL_SHARE = 0.125;

export class EngineSlot {
  private readonly options: SlotOptions;
  private readonly events: SlotEvents;
  private child: EngineChild | undefined;
  private isReady = false;
  private task: QueryTask | undefined;
  private freeSinceMs = 0;
  private startedAtMs = 0;
  private processorTimeBefore = 0;
  private graceTimer: NodeJS.Timeout | undefined;
  private exited: Promise<void> = Promise.resolve();

  constructor(options: SlotOptions, events: SlotEvents) {
    this.options = options;
    this.events = events;
  }

  /** `undefined` while it has no child. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isFree(): boolean {
    return this.isReady && this.task === undefined && this.child?.isEnding === false;
  }

  /** Monotonic: who has been free for longest has its next instance ready. */
  get freeSince(): number {
    return this.freeSinceMs;
  }

  get isStarted(): boolean {
    return this.child !== undefined;
  }

  get running(): QueryTask | undefined {
    return this.task;
  }

  /** What the query that runs here has used, in milliseconds of a processor. */
  get usedMs(): number {
    if (this.task === undefined) return 0;
    const wallMs = (performance.now() - this.startedAtMs) * WALL_SHARE;
    const now = this.child?.processorTimeMs;
    return now === undefined ? wallMs : Math.max(wallMs, now - this.processorTimeBefore);
  }

  /** Resident, at the last look. */
  get residentBytes(): number {
    return this.child?.residentBytes ?? 0;
  }

  /** Whether what runs here has been told to stop. */
  get isStopping(): boolean {
    return this.graceTimer !== undefined;
  }

  /** About 0.3 s until `onFree`. */
  open(): void {
    if (this.child !== undefined) return;
    let resolveExited = (): void => undefined;
    this.exited = new Promise((resolve) => {
      resolveExited = resolve;
    });
    try {
      this.child = new EngineChild(this.options, {
        onMessage: (message) => this.receive(message),
        onExit: (reason, stderr) => {
          this.childExited(reason, stderr);
          resolveExited();
        },
      });
    } catch (error) {
      // Without memory for a process Node throws, and calls nobody back as where none more may be had.
      resolveExited();
      setImmediate(() => this.events.onExit(undefined, 'crashed', String(error), false));
    }
  }

  start(task: QueryTask): void {
    this.task = task;
    this.startedAtMs = performance.now();
    this.processorTimeBefore = this.child?.processorTimeMs ?? 0;
    const { id, rowLimit, grant, query } = task;
    const { sql, columns, engineTypes, files } = query;
    this.child?.send({ kind: 'run', id, sql, columns, engineTypes, files, proxy: grant?.access, rowLimit });
    this.child?.watchMemory(true);
  }

  pull(task: QueryTask): void {
    if (this.task === task) this.child?.send({ kind: 'pull', id: task.id });
  }

  /** Interrupts it; kills the child when that does not help soon: one long vector operation cannot be interrupted. */
  stop(task: QueryTask, graceMs = this.options.killGraceMs): void {
    if (this.task !== task) return;
    this.child?.send({ kind: 'cancel', id: task.id });
    this.graceTimer ??= setTimeout(() => this.child?.kill('killed'), graceMs);
  }

  async close(): Promise<void> {
    this.child?.kill('killed');
    await this.exited;
  }

  private receive(message: ChildMessage): void {
    if (message.kind === 'ready') {
      this.isReady = true;
      this.events.onFree();
      return;
    }
    const { task } = this;
    if (task === undefined || message.id !== task.id) return;
    if (message.kind !== 'batch') this.release();
    this.events.onMessage(task, message);
    if (message.kind !== 'batch') this.events.onFree();
  }

  private release(): void {
    this.task = undefined;
    this.freeSinceMs = performance.now();
    clearTimeout(this.graceTimer);
    this.graceTimer = undefined;
    this.child?.watchMemory(false);
  }

  private childExited(reason: ExitReason, stderr: string): void {
    const { task, isReady } = this;
    this.release();
    this.child = undefined;
    this.isReady = false;
    this.events.onExit(task, reason, stderr, isReady);
  }
}
