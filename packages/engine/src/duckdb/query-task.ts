// One query as the engine's parent sees it, from the queue to its last batch: deadline, cancellation, and batches in order.

import { requestCostUsd } from '@tracelake/lake';
import { TracelakeError } from '@tracelake/schema';
import { deadlineError, remainingMs } from '../deadline.ts';
import type { EngineQuery, EngineResult, EngineStats, ResultValue, RunOptions } from '../query-engine.ts';
import type { RangeGrant } from '../range-proxy/range-grant.ts';
import { type ChildStats, INITIAL_BATCHES } from './child-protocol.ts';

export interface TaskEvents {
  /** The consumer has taken a batch. */
  readonly onTaken: (task: QueryTask) => void;
  /** The consumer wants no more, or time is up: the child must stop. */
  readonly onAbort: (task: QueryTask) => void;
}

export interface TaskOptions extends RunOptions {
  /** To read objects of a bucket; it ends with the query. */
  readonly grant?: RangeGrant | undefined;
}

export class QueryTask {
  readonly id: number;
  readonly query: EngineQuery;
  readonly rowLimit: number;
  readonly caller: string;
  readonly grant: RangeGrant | undefined;
  /** How often it has had a place and had to leave it. */
  turns = 0;
  private readonly events: TaskEvents;
  private readonly startedAt = performance.now();
  private readonly deadline: NodeJS.Timeout;
  private readonly signal: AbortSignal | undefined;
  private readonly onSignal = (): void => this.abort(new TracelakeError('query_canceled', 'The query was canceled'));
  private batches: ResultValue[][][] = [];
  private outcome: { readonly stats: ChildStats } | { readonly error: unknown } | undefined;
  private hasAnswered = false;
  private lastMovedMs = 0;
  private elapsedMs = 0;
  private wake: (() => void) | undefined;
  private resolveStarted: () => void = () => undefined;
  private readonly whenStarted = new Promise<void>((resolve) => {
    this.resolveStarted = resolve;
  });

  constructor(id: number, query: EngineQuery, options: TaskOptions, events: TaskEvents) {
    this.id = id;
    this.query = query;
    this.rowLimit = options.rowLimit;
    this.caller = options.caller ?? '';
    this.grant = options.grant;
    this.events = events;
    this.signal = options.signal;
    this.deadline = setTimeout(() => this.abort(deadlineError(options)), remainingMs(options));
    this.signal?.addEventListener('abort', this.onSignal, { once: true });
    if (this.signal?.aborted) this.onSignal();
  }

  get isOver(): boolean {
    return this.outcome !== undefined;
  }

  /** Whether rows of it have been handed out: it cannot begin again. */
  get isAnswering(): boolean {
    return this.hasAnswered;
  }

  get hasRows(): boolean {
    return this.batches.length > 0;
  }

  /** Whether the child has sent all that it may before somebody reads. */
  get isFull(): boolean {
    return this.batches.length >= INITIAL_BATCHES;
  }

  /** For how long its reader has taken nothing, though there is enough. */
  get stalledMs(): number {
    return this.hasAnswered && this.isFull ? performance.now() - this.lastMovedMs : 0;
  }

  /** From here on its rows leave as they come. */
  beginAnswer(): void {
    this.hasAnswered = true;
    this.changed();
  }

  /** What came is forgotten: it runs again from the start. */
  beginAnew(): void {
    this.batches = [];
  }

  /** Resolves when it answers or ends; throws what the query failed with before either. */
  async result(engine: EngineStats['engine']): Promise<EngineResult> {
    await this.whenStarted;
    if (this.outcome !== undefined && 'error' in this.outcome && !this.hasAnswered) throw this.outcome.error;
    return {
      columns: this.query.columns,
      batches: this.read(),
      stats: () => this.stats(engine),
    };
  }

  addBatch(rows: ResultValue[][]): void {
    if (this.isOver) return;
    this.batches.push(rows);
    this.lastMovedMs = performance.now();
    if (this.hasAnswered) this.changed();
  }

  end(stats: ChildStats): void {
    this.settle({ stats });
  }

  fail(error: unknown): void {
    this.settle({ error });
  }

  /** Ends it from this side: the child must stop. */
  abort(error: TracelakeError): void {
    if (this.isOver) return;
    this.batches = [];
    this.fail(error);
    this.events.onAbort(this);
  }

  private settle(outcome: NonNullable<QueryTask['outcome']>): void {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    this.elapsedMs = performance.now() - this.startedAt;
    clearTimeout(this.deadline);
    this.grant?.revoke();
    this.signal?.removeEventListener('abort', this.onSignal);
    this.changed();
  }

  private changed(): void {
    this.resolveStarted();
    this.wake?.();
  }

  private async *read(): AsyncGenerator<ResultValue[][]> {
    try {
      for (;;) {
        const batch = this.batches.shift();
        if (batch !== undefined) {
          this.lastMovedMs = performance.now();
          if (!this.isOver) this.events.onTaken(this);
          yield batch;
        } else if (this.outcome === undefined) {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
        } else if ('error' in this.outcome) {
          throw this.outcome.error;
        } else {
          return;
        }
      }
    } finally {
      // Returning early ends the query; a settled one is left as it is.
      this.abort(new TracelakeError('query_canceled', 'The result was not read to its end'));
    }
  }

  private stats(engine: EngineStats['engine']): EngineStats {
    const child = this.outcome !== undefined && 'stats' in this.outcome ? this.outcome.stats : undefined;
    const counts = this.grant?.counts;
    return {
      engine,
      elapsedMs: this.isOver ? this.elapsedMs : performance.now() - this.startedAt,
      rows: child?.rows ?? 0,
      // What the child counts for a bucket is its side of the sockets.
      bytesScanned: counts?.servedBytes ?? child?.bytesScanned ?? 0,
      costUsd: counts === undefined ? 0 : requestCostUsd({ get: counts.fetches }),
      truncated: child?.truncated ?? false,
    };
  }
}
