// A query that was started and left to run: its state and its answer, known from Athena alone.
import { TracelakeError } from '@tracelake/schema';
import type { EngineResult } from '../query-engine.ts';
import type { AthenaApi } from './athena-api.ts';
import { athenaUsd } from './athena-cost.ts';
import { executionError } from './athena-error.ts';
import { type AthenaExecution, hasEnded } from './athena-execution.ts';
import { AthenaResult } from './athena-result.ts';
import { memoOf, type QueryMemo } from './query-memo.ts';

export interface StartedQueryAddress {
  readonly id: string;
  readonly workgroup: string;
  readonly signal: AbortSignal;
}

export class StartedQuery {
  readonly #api: AthenaApi;
  readonly #signal: AbortSignal;
  readonly #execution: AthenaExecution;
  readonly #memo: QueryMemo;

  private constructor(api: AthenaApi, signal: AbortSignal, execution: AthenaExecution, memo: QueryMemo) {
    this.#api = api;
    this.#signal = signal;
    this.#execution = execution;
    this.#memo = memo;
  }

  /** Other queries of the account are nobody's business here. Throws `query_not_found`. */
  static async find(api: AthenaApi, { id, workgroup, signal }: StartedQueryAddress): Promise<StartedQuery> {
    const execution = await api.execution(id, signal);
    const memo = execution.workgroup === workgroup ? memoOf(execution.sql) : undefined;
    if (memo === undefined) {
      throw new TracelakeError('query_not_found', `No query ${id} was started here.`, { details: { id } });
    }
    return new StartedQuery(api, signal, execution, memo);
  }

  get id(): string {
    return this.#execution.id;
  }

  get status(): 'running' | 'succeeded' | 'failed' | 'canceled' {
    if (!hasEnded(this.#execution)) return 'running';
    if (this.#execution.state === 'SUCCEEDED') return 'succeeded';
    return this.error?.code === 'query_canceled' ? 'canceled' : 'failed';
  }

  /** The user's own text. */
  get sql(): string {
    return this.#memo.copied.userText;
  }

  get note(): string {
    return this.#memo.note;
  }

  get submittedAtMs(): number {
    return this.#execution.submittedAtMs;
  }

  get endedAtMs(): number | null {
    return this.#execution.endedAtMs;
  }

  /** Set when it failed or was canceled. */
  get error(): TracelakeError | undefined {
    const { state, sql } = this.#execution;
    const hasFailed = state === 'FAILED' || state === 'CANCELLED';
    return hasFailed ? executionError(this.#execution, sql, this.#memo.copied) : undefined;
  }

  /** Of one that has succeeded. */
  async result(): Promise<EngineResult> {
    const { id, bytesScanned, isReused, elapsedMs } = this.#execution;
    const { columns, rowLimit } = this.#memo;
    const result = await AthenaResult.open({ api: this.#api, id, columns, rowLimit, signal: this.#signal });
    return {
      columns: result.columns,
      batches: result.batches(),
      stats: () => ({
        engine: 'athena',
        elapsedMs,
        rows: result.rows,
        bytesScanned,
        costUsd: isReused ? 0 : athenaUsd(bytesScanned),
        truncated: result.truncated,
      }),
    };
  }

  /** One that has ended stays as it is. */
  cancel(): Promise<void> {
    return hasEnded(this.#execution) ? Promise.resolve() : this.#api.stop(this.id);
  }
}
