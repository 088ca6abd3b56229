// DuckDB in a child process: queries queue here, run in the child, and end when their time, memory or consumer says so.
import { existsSync } from 'node:fs';
import { TracelakeError } from '@tracelake/schema';
import type { EngineQuery, EngineResult, QueryEngine, RunOptions } from '../query-engine.ts';
import type { ChildError, ChildMessage } from './child-protocol.ts';
import { EngineChild, type ExitReason } from './engine-child.ts';
import { QueryTask } from './query-task.ts';

export interface DuckdbEngineOptions {
  /** The built `duckdb-child.js`. */
  readonly childEntry: URL | string;
  readonly threads?: number;
  /** DuckDB's memory for one query. */
  readonly memoryLimitMb?: number;
  /** Queries that run at once; more wait. */
  readonly maxRunning?: number;
  /** Queries that wait; more are refused with `too_many_queries`. */
  readonly maxQueued?: number;
  /** How long an interrupted query may take to stop before the child is killed. */
  readonly killGraceMs?: number;
}

const DEFAULTS = { threads: 2, memoryLimitMb: 1024, maxRunning: 2, maxQueued: 32, killGraceMs: 500 } as const;
/** The child without a query: Node, DuckDB's library, one instance made ahead. Measured 190 MB. */
const IDLE_CHILD_MB = 512;
const BYTES_PER_MB = 1_048_576;
const MAX_ATTEMPTS = 2;
const RETRY_AFTER_SECONDS = 1;

export class DuckdbEngine implements QueryEngine {
  readonly name = 'duckdb';
  private readonly options: Required<DuckdbEngineOptions>;
  private child: EngineChild | undefined;
  private isReady = false;
  private isClosed = false;
  private nextId = 1;
  private readonly queue: QueryTask[] = [];
  /** Tasks the child works on, aborted ones included until it has stopped. */
  private readonly running = new Map<number, QueryTask>();
  private readonly graceTimers = new Map<number, NodeJS.Timeout>();
  private exited: Promise<void> = Promise.resolve();

  constructor(options: DuckdbEngineOptions) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Starts the child ahead of the first query (about 0.3 s). */
  warmUp(): void {
    if (!this.isClosed && this.child === undefined) this.startChild();
  }

  /** For who watches processes; `undefined` before the first query and after `close`. */
  get childPid(): number | undefined {
    return this.child?.pid;
  }

  async run(query: EngineQuery, options: RunOptions): Promise<EngineResult> {
    if (this.isClosed) throw new TracelakeError('engine_failed', 'The engine is closed');
    const { maxQueued } = this.options;
    if (this.queue.length >= maxQueued) {
      throw new TracelakeError('too_many_queries', `${maxQueued} queries wait already`, {
        details: { maxQueued, running: this.running.size },
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    const task = new QueryTask(this.nextId++, query, options, {
      onTaken: (taken) => this.child?.send({ kind: 'pull', id: taken.id }),
      onAbort: (aborted) => this.stop(aborted),
    });
    this.queue.push(task);
    this.startNext();
    return task.result(this.name);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of [...this.queue, ...this.running.values()]) {
      task.fail(new TracelakeError('query_canceled', 'The engine was closed'));
    }
    this.queue.length = 0;
    this.child?.kill('killed');
    await this.exited;
  }

  private startChild(): void {
    let resolveExited = (): void => undefined;
    this.exited = new Promise((resolve) => {
      resolveExited = resolve;
    });
    const { childEntry, threads, memoryLimitMb, maxRunning } = this.options;
    const residentLimitMb = IDLE_CHILD_MB + maxRunning * memoryLimitMb;
    const options = { entry: childEntry, threads, memoryLimitMb, residentLimitBytes: residentLimitMb * BYTES_PER_MB };
    this.isReady = false;
    this.child = new EngineChild(options, {
      onMessage: (message) => this.receive(message),
      onExit: (reason, stderr) => {
        this.childExited(reason, stderr);
        resolveExited();
      },
    });
  }

  private startNext(): void {
    if (this.queue.length === 0 || this.isClosed) return;
    if (this.child === undefined) this.startChild();
    while (this.isReady && this.canStart(this.queue[0])) {
      const task = this.queue.shift();
      if (task !== undefined && !task.isOver) this.start(task);
    }
  }

  private canStart(next: QueryTask | undefined): boolean {
    if (next === undefined || this.running.size >= this.options.maxRunning) return false;
    const isNeighbourAlone = [...this.running.values()].some((task) => task.alone);
    return this.running.size === 0 || !(next.alone || isNeighbourAlone);
  }

  private start(task: QueryTask): void {
    task.attempts++;
    this.running.set(task.id, task);
    const { sql, columns, engineTypes, files } = task.query;
    this.child?.send({ kind: 'run', id: task.id, sql, columns, engineTypes, files, rowLimit: task.rowLimit });
  }

  private receive(message: ChildMessage): void {
    if (message.kind === 'ready') {
      this.isReady = true;
      this.startNext();
      return;
    }
    const task = this.running.get(message.id);
    if (task === undefined) return;
    if (message.kind === 'batch') {
      task.addBatch(message.rows);
      return;
    }
    this.release(task);
    if (message.kind === 'end') task.end(message.stats);
    else task.fail(queryError(message.error, task.query));
    this.startNext();
  }

  private release(task: QueryTask): void {
    this.running.delete(task.id);
    clearTimeout(this.graceTimers.get(task.id));
    this.graceTimers.delete(task.id);
  }

  /** Interrupts it; kills the child when that does not help soon: one long vector operation cannot be interrupted. */
  private stop(task: QueryTask): void {
    if (!this.running.has(task.id)) {
      const position = this.queue.indexOf(task);
      if (position >= 0) this.queue.splice(position, 1);
      return;
    }
    this.child?.send({ kind: 'cancel', id: task.id });
    const timer = setTimeout(() => this.child?.kill('killed'), this.options.killGraceMs);
    this.graceTimers.set(task.id, timer);
  }

  /** Whoever ran in it and was not the cause runs once more, if nobody has seen anything of it. */
  private childExited(reason: ExitReason, stderr: string): void {
    const wasReady = this.isReady;
    this.child = undefined;
    this.isReady = false;
    const interrupted = [...this.running.values()].filter((task) => !task.isOver);
    for (const task of [...this.running.values()]) this.release(task);
    const isCulpritKnown = reason === 'memory' && interrupted.length === 1;
    for (const task of interrupted.reverse()) {
      if (isCulpritKnown || !task.canRestart || task.attempts >= MAX_ATTEMPTS) {
        task.fail(exitError(reason, stderr, this.options.memoryLimitMb));
        continue;
      }
      task.alone = reason !== 'killed';
      task.restart();
      this.queue.unshift(task);
    }
    // A child that does not even start would be started for ever.
    if (!wasReady)
      for (const task of this.queue.splice(0)) task.fail(exitError(reason, stderr, this.options.memoryLimitMb));
    this.startNext();
  }
}

/** A file that is gone was replaced after the plan was made: the caller plans again. */
function queryError(error: ChildError, query: EngineQuery): TracelakeError {
  const vanished = query.files.find((file) => !existsSync(file));
  if (vanished !== undefined && error.code !== 'query_canceled') {
    return new TracelakeError('object_not_found', 'A file of the plan is gone', { hint: 'Plan the query again.' });
  }
  // The engine's own words may quote paths and SQL that the caller never wrote: for logs only.
  const { engineMessage, ...details } = error.details ?? {};
  const cause = engineMessage === undefined ? undefined : new Error(String(engineMessage));
  return new TracelakeError(error.code, error.message, { hint: error.hint, details, cause });
}

function exitError(reason: ExitReason, stderr: string, memoryLimitMb: number): TracelakeError {
  if (reason === 'memory') {
    return new TracelakeError('query_memory', `The query needs more than ${memoryLimitMb} MB`, {
      details: { memoryLimitMb },
    });
  }
  return new TracelakeError('engine_failed', 'The engine process ended unexpectedly', {
    cause: new Error(stderr.trim()),
  });
}
