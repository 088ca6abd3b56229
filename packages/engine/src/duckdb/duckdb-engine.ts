// DuckDB in child processes: queries queue here, each runs in a child of its own, and ends when its time, memory or consumer says so.
import { existsSync } from 'node:fs';
import { placedError } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import type { EngineQuery, EngineResult, QueryEngine, RunOptions } from '../query-engine.ts';
import type { RangeProxy } from '../range-proxy/range-proxy.ts';
import { noThreadRoom, reachedThreadLimit, type ThreadLimit } from '../thread-room.ts';
import type { ChildError, ChildMessage } from './child-protocol.ts';
import type { ExitReason } from './engine-child.ts';
import { EnginePlaces } from './engine-places.ts';
import { EngineSlot } from './engine-slot.ts';
import { QueryTask } from './query-task.ts';

export interface DuckdbEngineOptions {
  /** The built `duckdb-child.js`. */
  readonly childEntry: URL | string;
  readonly threads?: number;
  /** DuckDB's memory for one query. */
  readonly memoryLimitMb?: number;
  /** Queries that run at once, each in its own child; more wait. */
  readonly maxRunning?: number;
  /** Processor time after which a query makes room for one that waits, the first time; 0: it keeps its place, and none is added. */
  readonly quickMs?: number;
  /** Queries that wait; more are refused with `too_many_queries`. */
  readonly maxQueued?: number;
  /** How long an interrupted query may take to stop before its child is killed. */
  readonly killGraceMs?: number;
  /** The limit of threads and processes that keeps a child from starting; `null` where there is none. */
  readonly threadLimit?: () => ThreadLimit | null;
  /** To read a bucket: its objects come through the proxy, which the engine closes. */
  readonly bucket?: { readonly proxy: RangeProxy; readonly httpfsFile: string };
}

/** Of a child that is ready, and one to spare: where ten can be made it ends as it starts, with eleven it answers. */
const CHILD_THREADS = 12;

const DEFAULTS = {
  threads: 2,
  memoryLimitMb: 1024,
  maxRunning: 2,
  quickMs: 200,
  maxQueued: 128,
  killGraceMs: 500,
  threadLimit: (): ThreadLimit | null => reachedThreadLimit(undefined, CHILD_THREADS),
} as const;
/** The child without a query: Node, DuckDB's library, one instance made ahead. Measured 190 MB. */
const IDLE_CHILD_MB = 512;
const BYTES_PER_MB = 1_048_576;
const RETRY_AFTER_SECONDS = 1;

export class DuckdbEngine implements QueryEngine {
  readonly name = 'duckdb';
  private readonly options: Required<Omit<DuckdbEngineOptions, 'bucket'>> & Pick<DuckdbEngineOptions, 'bucket'>;
  private readonly places: EnginePlaces;
  private isClosed = false;
  private nextId = 1;

  constructor(options: DuckdbEngineOptions) {
    this.options = { ...DEFAULTS, ...options };
    this.places = new EnginePlaces(this.options, () => this.newSlot());
  }

  /** Starts a child ahead of the first query (about 0.3 s). */
  warmUp(): void {
    if (!this.isClosed) this.places.slots[0]?.open();
  }

  /** For who watches processes. */
  get childPids(): readonly number[] {
    return this.places.slots.flatMap((slot) => slot.pid ?? []);
  }

  async run(query: EngineQuery, options: RunOptions): Promise<EngineResult> {
    if (this.isClosed) throw new TracelakeError('engine_failed', 'The engine is closed');
    const { caller = '' } = options;
    if (this.places.waiting >= this.options.maxQueued) {
      const displaced = this.places.makeRoom(caller);
      if (displaced === undefined) throw this.tooMany();
      displaced.fail(this.tooMany());
    }
    const grant = this.options.bucket?.proxy.grant(query.files);
    const task = new QueryTask(
      this.nextId++,
      query,
      { ...options, grant },
      {
        onTaken: (taken) => this.places.slotOf(taken)?.pull(taken),
        onAbort: (aborted) => this.places.stop(aborted),
      },
    );
    if (!task.isOver) this.places.add(task);
    this.places.schedule();
    return task.result(this.name);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of [...this.places.clear(), ...this.places.running]) {
      task.fail(new TracelakeError('query_canceled', 'The engine was closed'));
    }
    await Promise.all([this.places.close(), this.options.bucket?.proxy.close()]);
  }

  private tooMany(): TracelakeError {
    const { maxQueued } = this.options;
    return new TracelakeError('too_many_queries', `${maxQueued} queries wait already`, {
      details: { maxQueued, running: this.places.running.length },
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  private newSlot(): EngineSlot {
    const { childEntry, threads, memoryLimitMb, killGraceMs, bucket } = this.options;
    const residentLimitBytes = (IDLE_CHILD_MB + memoryLimitMb) * BYTES_PER_MB;
    return new EngineSlot(
      { entry: childEntry, threads, memoryLimitMb, residentLimitBytes, killGraceMs, httpfsFile: bucket?.httpfsFile },
      {
        onMessage: (task, message) => this.receive(task, message),
        onFree: () => this.places.schedule(),
        onExit: (...exit) => this.childExited(...exit),
      },
    );
  }

  private receive(task: QueryTask, message: ChildMessage): void {
    if (message.kind === 'batch') {
      task.addBatch(message.rows);
      this.places.schedule();
    } else if (message.kind === 'end') {
      task.end(message.stats);
      this.places.takesBack(task);
    } else if (message.kind === 'failed' && !this.places.takesBack(task)) task.fail(queryError(message.error, task));
  }

  private childExited(task: QueryTask | undefined, reason: ExitReason, stderr: string, wasReady: boolean): void {
    const limit = wasReady ? null : this.options.threadLimit();
    const error = () => exitError(reason, stderr, this.options.memoryLimitMb, limit);
    if (task !== undefined && !this.places.takesBack(task)) task.fail(error());
    // A child that does not even start would be started for ever.
    if (!wasReady && !this.places.doWithFewer()) for (const waiting of this.places.clear()) waiting.fail(error());
    // Who asks next need not wait for the new one.
    if (wasReady && task !== undefined) this.warmUp();
    this.places.schedule();
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

function exitError(
  reason: ExitReason,
  stderr: string,
  memoryLimitMb: number,
  threadLimit: ThreadLimit | null,
): TracelakeError {
  if (reason === 'crashed' && threadLimit !== null)
    return noThreadRoom('No process can be started for the query', threadLimit);
  if (reason === 'ended') {
    const message =
      'The system ended the process of the query, as where the memory of the machine or its container is short';
    // Somebody else may have taken it: a narrower question would end as this one did.
    const hint = 'Give the machine or the container more memory, or ask again.';
    return new TracelakeError('query_memory', message, { hint, details: { memoryLimitMb } });
  }
  if (reason === 'memory' || OUT_OF_MEMORY.test(stderr)) {
    return new TracelakeError('query_memory', `The query needs more than ${memoryLimitMb} MB`, {
      details: { memoryLimitMb },
    });
  }
  return new TracelakeError('engine_failed', 'The engine process ended unexpectedly', {
    cause: new Error(stderr.trim()),
  });
}
