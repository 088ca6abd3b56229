// DuckDB in child processes: queries queue here, each runs in a child of its own, and ends when its time, memory or consumer says so.
import { existsSync } from 'node:fs';
import { placedError } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import { FairQueue } from '../fair-queue.ts';
import type { EngineQuery, EngineResult, QueryEngine, RunOptions } from '../query-engine.ts';
import type { RangeProxy } from '../range-proxy/range-proxy.ts';
import type { ChildError, ChildMessage } from './child-protocol.ts';
import type { ExitReason } from './engine-child.ts';
import { EngineSlot, type SlotEvents } from './engine-slot.ts';
import { QueryTask } from './query-task.ts';
import { QuickPlace } from './quick-place.ts';

export interface DuckdbEngineOptions {
  /** The built `duckdb-child.js`. */
  readonly childEntry: URL | string;
  readonly threads?: number;
  /** DuckDB's memory for one query. */
  readonly memoryLimitMb?: number;
  /** Queries that run at once, each in its own child; more wait. */
  readonly maxRunning?: number;
  /** One more place, for as long as this for each that waits; 0: none. */
  readonly quickMs?: number;
  /** Queries that wait; more are refused with `too_many_queries`. */
  readonly maxQueued?: number;
  /** How long an interrupted query may take to stop before its child is killed. */
  readonly killGraceMs?: number;
  /** To read a bucket: its objects come through the proxy, which the engine closes. */
  readonly bucket?: { readonly proxy: RangeProxy; readonly httpfsFile: string };
}

const DEFAULTS = {
  threads: 2,
  memoryLimitMb: 1024,
  maxRunning: 2,
  quickMs: 2000,
  maxQueued: 32,
  killGraceMs: 500,
} as const;
/** The child without a query: Node, DuckDB's library, one instance made ahead. Measured 190 MB. */
const IDLE_CHILD_MB = 512;
const BYTES_PER_MB = 1_048_576;
const RETRY_AFTER_SECONDS = 1;

export class DuckdbEngine implements QueryEngine {
  readonly name = 'duckdb';
  private readonly options: Required<Omit<DuckdbEngineOptions, 'bucket'>> & Pick<DuckdbEngineOptions, 'bucket'>;
  /** Places that a query keeps until it ends. */
  private readonly slots: readonly EngineSlot[];
  private readonly quick: QuickPlace | undefined;
  private isClosed = false;
  private isNewestNext = false;
  private nextId = 1;
  private readonly queue = new FairQueue<QueryTask>();
  /** What did not end in the quick place: it waits for another. */
  private readonly returned = new FairQueue<QueryTask>();

  constructor(options: DuckdbEngineOptions) {
    this.options = { ...DEFAULTS, ...options };
    this.slots = Array.from({ length: this.options.maxRunning }, () =>
      this.newSlot((...exit) => this.childExited(...exit)),
    );
    const { quickMs } = this.options;
    if (quickMs > 0) this.quick = this.newQuickPlace(quickMs);
  }

  /** Starts a child ahead of the first query (about 0.3 s). */
  warmUp(): void {
    if (!this.isClosed) this.slots[0].open();
  }

  /** For who watches processes. */
  get childPids(): readonly number[] {
    return this.places.flatMap((slot) => slot.pid ?? []);
  }

  async run(query: EngineQuery, options: RunOptions): Promise<EngineResult> {
    if (this.isClosed) throw new TracelakeError('engine_failed', 'The engine is closed');
    const { caller = '' } = options;
    if (this.queue.length + this.returned.length >= this.options.maxQueued) {
      const displaced = this.queue.makeRoom(caller);
      if (displaced === undefined) throw this.tooMany();
      displaced.fail(this.tooMany());
    }
    const grant = this.options.bucket?.proxy.grant(query.files);
    const task = new QueryTask(
      this.nextId++,
      query,
      { ...options, grant },
      {
        onTaken: (taken) => this.slotOf(taken)?.pull(taken),
        onAbort: (aborted) => this.stop(aborted),
      },
    );
    if (!task.isOver) this.queue.push(task, caller);
    this.startNext();
    return task.result(this.name);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const waiting = [...this.queue.clear(), ...this.returned.clear()];
    for (const task of [...waiting, ...this.places.flatMap((slot) => slot.running ?? [])]) {
      task.fail(new TracelakeError('query_canceled', 'The engine was closed'));
    }
    this.quick?.close();
    await Promise.all([...this.places.map((slot) => slot.close()), this.options.bucket?.proxy.close()]);
  }

  private get places(): readonly EngineSlot[] {
    return this.quick === undefined ? this.slots : [...this.slots, this.quick.slot];
  }

  private tooMany(): TracelakeError {
    const { maxQueued } = this.options;
    return new TracelakeError('too_many_queries', `${maxQueued} queries wait already`, {
      details: { maxQueued, running: this.places.filter((slot) => slot.running !== undefined).length },
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  private runningOf(caller: string): number {
    return this.places.filter((slot) => slot.running?.caller === caller).length;
  }

  private newQuickPlace(quickMs: number): QuickPlace {
    const slot = this.newSlot((task, reason, stderr, wasReady) => {
      if (task !== undefined && !this.quick?.takesBack(task))
        task.fail(exitError(reason, stderr, this.options.memoryLimitMb));
      // Where there is no room for one more process, the others go on.
      if (!wasReady) this.quick?.close();
      this.startNext();
    });
    return new QuickPlace(slot, quickMs, {
      isWanted: () => this.queue.length > 0,
      onOverdue: () => this.startNext(),
      onReturned: (task) => this.returned.push(task, task.caller),
    });
  }

  private newSlot(onExit: SlotEvents['onExit']): EngineSlot {
    const { childEntry, threads, memoryLimitMb, killGraceMs, bucket } = this.options;
    const residentLimitBytes = (IDLE_CHILD_MB + memoryLimitMb) * BYTES_PER_MB;
    return new EngineSlot(
      { entry: childEntry, threads, memoryLimitMb, residentLimitBytes, killGraceMs, httpfsFile: bucket?.httpfsFile },
      {
        onMessage: (task, message) => this.receive(task, message),
        onFree: () => this.startNext(),
        onExit,
      },
    );
  }

  private slotOf(task: QueryTask): EngineSlot | undefined {
    return this.places.find((slot) => slot.running === task);
  }

  /** Whoever waits gets a child; one more is started where all are taken, so that the next need not wait for it. */
  private startNext(): void {
    if (this.isClosed) return;
    for (;;) {
      const [free] = this.slots.filter((slot) => slot.isFree).sort((left, right) => left.freeSince - right.freeSince);
      const task = free === undefined ? undefined : (this.next(this.returned) ?? this.next(this.queue));
      if (free === undefined || task === undefined) break;
      free.start(task);
    }
    this.quick?.offer(() => this.nextQuick());
    const hasSpare = this.slots.some((slot) => slot.isStarted && slot.running === undefined);
    const isAsked = this.queue.length > 0 || this.slots.some((slot) => slot.running !== undefined);
    if (isAsked && !hasSpare) this.slots.find((slot) => !slot.isStarted)?.open();
  }

  private next(queue: FairQueue<QueryTask>): QueryTask | undefined {
    return queue.shift((caller) => this.runningOf(caller));
  }

  /** Turn about who came last and whose turn it is: a quick query waits for one that is none, not for all that came before it. */
  private nextQuick(): QueryTask | undefined {
    this.isNewestNext = !this.isNewestNext;
    return this.isNewestNext ? this.queue.pop() : this.next(this.queue);
  }

  private receive(task: QueryTask, message: ChildMessage): void {
    if (this.quick?.isReturning(task)) {
      if (message.kind !== 'batch') this.quick.takesBack(task);
      return;
    }
    if (message.kind === 'batch') task.addBatch(message.rows);
    else if (message.kind === 'end') task.end(message.stats);
    else if (message.kind === 'failed') task.fail(queryError(message.error, task));
  }

  private stop(task: QueryTask): void {
    if (!this.queue.remove(task) && !this.returned.remove(task)) this.slotOf(task)?.stop(task);
  }

  private childExited(task: QueryTask | undefined, reason: ExitReason, stderr: string, wasReady: boolean): void {
    const error = () => exitError(reason, stderr, this.options.memoryLimitMb);
    task?.fail(error());
    // A child that does not even start would be started for ever.
    if (!wasReady) for (const waiting of this.queue.clear()) waiting.fail(error());
    else if (task !== undefined && !this.isClosed) this.slots.find((slot) => !slot.isStarted)?.open();
    this.startNext();
  }
}

/** A file that is gone was replaced after the plan was made: the caller plans again. */
function queryError(error: ChildError, { query, grant }: QueryTask): TracelakeError {
  // DuckDB only sees that an answer of the proxy failed; what the bucket said is known here.
  if (grant?.failure !== undefined && error.code !== 'query_canceled') return grant.failure;
  const vanished = query.files.find((file) => !grant?.covers(file) && !existsSync(file));
  if (vanished !== undefined && error.code !== 'query_canceled') {
    return new TracelakeError('object_not_found', 'A file of the plan is gone', { hint: 'Plan the query again.' });
  }
  // The engine's own words may quote paths and SQL that the caller never wrote: for logs only.
  const { engineMessage, enginePosition, resultColumn, ...details } = error.details ?? {};
  const cause = engineMessage === undefined ? undefined : new Error(String(engineMessage));
  const failed = new TracelakeError(error.code, error.message, { hint: error.hint, details, cause });
  if (cause === undefined && resultColumn === undefined) return failed;
  const position = enginePosition as number | undefined;
  const failure = { message: String(engineMessage), position, resultColumn: resultColumn as number | undefined };
  return placedError(failed, query.placesOf?.(failure) ?? []);
}

/** V8's and C++'s last words when there is no more to be had. */
const OUT_OF_MEMORY = /heap out of memory|bad_alloc|Allocation failed/;

function exitError(reason: ExitReason, stderr: string, memoryLimitMb: number): TracelakeError {
  if (reason === 'memory' || OUT_OF_MEMORY.test(stderr)) {
    return new TracelakeError('query_memory', `The query needs more than ${memoryLimitMb} MB`, {
      details: { memoryLimitMb },
    });
  }
  return new TracelakeError('engine_failed', 'The engine process ended unexpectedly', {
    cause: new Error(stderr.trim()),
  });
}
