// Queries that were asked to run in the background: their state and, for a while, their results.
import { TracelakeError } from '@tracelake/schema';
import { type Problem, toTracelakeError } from '../http/problem.ts';
import type { JsonResult } from '../results/json-result.ts';

export type QueryStatus = 'running' | 'succeeded' | 'failed' | 'canceled';

export interface StoredQuery {
  readonly id: string;
  readonly sql: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly submittedAtMs: number;
  readonly status: QueryStatus;
  readonly endedAtMs: number | null;
  /** Set when it succeeded. */
  readonly result: JsonResult | null;
  /** Set when it failed. */
  readonly problem: Problem | null;
}

export interface QueryStoreLimits {
  /** 0 where a process may be frozen behind an answer. */
  readonly maxRunning: number;
  /** Ended queries that are kept; the oldest goes first. With at most 6 MB a result this bounds memory. */
  readonly maxEnded: number;
  readonly keepEndedMs: number;
}

export const DEFAULT_QUERY_STORE_LIMITS: QueryStoreLimits = { maxRunning: 8, maxEnded: 20, keepEndedMs: 600_000 };

export interface QuerySubmission {
  readonly sql: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  /** Runs the query to its end; must stop soon after the signal. */
  run(signal: AbortSignal): Promise<JsonResult>;
  toProblem(error: unknown): Problem;
}

interface Entry {
  query: StoredQuery;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export interface QueryStoreOptions {
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly limits: QueryStoreLimits;
}

export class QueryStore {
  readonly #options: QueryStoreOptions;
  /** In order of submission. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: QueryStoreOptions) {
    this.#options = options;
  }

  /** Whether a query may run here behind its answer at all. */
  get takesAny(): boolean {
    return this.#options.limits.maxRunning > 0;
  }

  /** Throws `too_many_queries`. */
  submit(submission: QuerySubmission): StoredQuery {
    this.#forgetOld();
    const { nowMs, newId, limits } = this.#options;
    const running = [...this.#entries.values()].filter(({ query }) => query.status === 'running').length;
    if (running >= limits.maxRunning) {
      throw new TracelakeError('too_many_queries', `${running} queries run in the background already.`, {
        details: { running, limit: limits.maxRunning },
        retryAfterSeconds: 5,
      });
    }
    const { sql, startTimeUnixNano, endTimeUnixNano } = submission;
    const query: StoredQuery = {
      id: newId(),
      sql,
      startTimeUnixNano,
      endTimeUnixNano,
      submittedAtMs: nowMs(),
      status: 'running',
      endedAtMs: null,
      result: null,
      problem: null,
    };
    const abort = new AbortController();
    const ended = this.#follow(query.id, submission, abort.signal);
    this.#entries.set(query.id, { query, abort, ended });
    return query;
  }

  /** Throws `query_not_found`. */
  get(id: string): StoredQuery {
    return this.#entry(id).query;
  }

  has(id: string): boolean {
    this.#forgetOld();
    return this.#entries.has(id);
  }

  /** Newest first. */
  list(): StoredQuery[] {
    this.#forgetOld();
    return [...this.#entries.values()].map(({ query }) => query).reverse();
  }

  /** Cancels a running query; one that has ended stays as it is. Throws `query_not_found`. */
  cancel(id: string): StoredQuery {
    const entry = this.#entry(id);
    if (entry.query.status === 'running') {
      this.#end(entry, { status: 'canceled' });
      entry.abort.abort();
    }
    return entry.query;
  }

  /** Cancels what runs and waits for it to have stopped. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const { query } of entries) this.cancel(query.id);
    await Promise.all(entries.map(({ ended }) => ended));
    this.#entries.clear();
  }

  async #follow(id: string, submission: QuerySubmission, signal: AbortSignal): Promise<void> {
    try {
      const result = await submission.run(signal);
      this.#endIfRunning(id, { status: 'succeeded', result });
    } catch (error) {
      const canceled = toTracelakeError(error).code === 'query_canceled';
      this.#endIfRunning(
        id,
        canceled ? { status: 'canceled' } : { status: 'failed', problem: submission.toProblem(error) },
      );
    }
  }

  #endIfRunning(id: string, change: Partial<StoredQuery>): void {
    const entry = this.#entries.get(id);
    if (entry?.query.status === 'running') this.#end(entry, change);
  }

  #end(entry: Entry, change: Partial<StoredQuery>): void {
    entry.query = { ...entry.query, ...change, endedAtMs: this.#options.nowMs() };
  }

  #entry(id: string): Entry {
    this.#forgetOld();
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new TracelakeError('query_not_found', `No query ${id.slice(0, 64)} is known.`, {
      details: { id: id.slice(0, 64) },
    });
  }

  #forgetOld(): void {
    const { nowMs, limits } = this.#options;
    const ended = [...this.#entries.values()].filter(({ query }) => query.endedAtMs !== null);
    const tooMany = ended.length - limits.maxEnded;
    const oldest = nowMs() - limits.keepEndedMs;
    ended.forEach(({ query }, index) => {
      if (index < tooMany || query.endedAtMs! < oldest) this.#entries.delete(query.id);
    });
  }
}
