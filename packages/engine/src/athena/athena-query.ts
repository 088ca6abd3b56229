// One query on Athena from start to end: asked for its state at growing distances, read in pages, ended by its deadline, its caller, its
// row limit or its reader.
import { TracelakeError } from '@tracelake/schema';
import { deadlineError, remainingMs } from '../deadline.ts';
import { delay } from '../delay.ts';
import type { EngineResult, EngineStats, ResultValue, RunOptions } from '../query-engine.ts';
import type { AthenaApi } from './athena-api.ts';
import { athenaUsd } from './athena-cost.ts';
import { executionError } from './athena-error.ts';
import { type AthenaExecution, hasEnded } from './athena-execution.ts';
import type { AthenaQuestion } from './athena-question.ts';
import { AthenaResult } from './athena-result.ts';

/** A second is about the least that Athena takes. */
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 2_000;
const DELAY_GROWTH = 1.3;
const START_TIMEOUT_MS = 60_000;
const STOP_PATIENCE_MS = 5_000;

export class AthenaQuery {
  readonly #api: AthenaApi;
  readonly #question: AthenaQuestion;
  readonly #rowLimit: number;
  readonly #startedAt = performance.now();
  readonly #stopping = new AbortController();
  readonly #deadline: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  readonly #onSignal = (): void => void this.stop(new TracelakeError('query_canceled', 'The query was canceled'));
  readonly #onEnd: () => void;
  #execution: AthenaExecution | undefined;
  /** Set while there is something to stop. */
  #runningId: string | undefined;
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;
  #result: AthenaResult | undefined;
  #elapsedMs: number | undefined;

  constructor(api: AthenaApi, question: AthenaQuestion, options: RunOptions, onEnd: () => void) {
    const { rowLimit, signal } = options;
    this.#api = api;
    this.#question = question;
    this.#rowLimit = rowLimit;
    this.#onEnd = onEnd;
    this.#signal = signal;
    this.#deadline = setTimeout(() => {
      void this.stop(deadlineError(options));
    }, remainingMs(options));
    signal?.addEventListener('abort', this.#onSignal, { once: true });
  }

  /** Resolves with the first rows or the end; throws what the query fails with before either. */
  async result(): Promise<EngineResult> {
    if (this.#signal?.aborted) this.#onSignal();
    try {
      const result = await this.#finished();
      return { columns: result.columns, batches: this.#read(result), stats: () => this.#stats() };
    } catch (error) {
      // Told before the answer is given: behind it Lambda freezes what is still on its way, and the query would scan on.
      await this.#endSoon();
      throw error;
    }
  }

  /** Whoever waits for it, or asks for more, gets this error. Resolves when Athena has been told. */
  stop(error: TracelakeError): Promise<void> {
    this.#stopping.abort(error);
    return this.#end();
  }

  async #finished(): Promise<AthenaResult> {
    const { signal } = this.#stopping;
    const { sql, copied, columns } = this.#question;
    const id = await this.#start();
    for (let waitMs = FIRST_DELAY_MS; ; waitMs = Math.min(MAX_DELAY_MS, waitMs * DELAY_GROWTH)) {
      await delay(waitMs, signal);
      const execution = await this.#api.execution(id, signal);
      this.#execution = execution;
      if (!hasEnded(execution)) continue;
      this.#runningId = undefined;
      if (execution.state !== 'SUCCEEDED') throw executionError(execution, sql, copied);
      this.#result = await AthenaResult.open({ api: this.#api, id, columns, rowLimit: this.#rowLimit, signal });
      return this.#result;
    }
  }

  /** The call itself is not ended: what it has started would have no id to be stopped by. */
  async #start(): Promise<string> {
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    const starting = this.#api.start(this.#question, AbortSignal.timeout(START_TIMEOUT_MS));
    this.#started = starting.then(
      (id) => {
        this.#runningId = id;
      },
      () => undefined,
    );
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => undefined);
    return Promise.race([starting, aborted]);
  }

  async *#read(result: AthenaResult): AsyncGenerator<ResultValue[][]> {
    try {
      yield* result.batches();
    } finally {
      await this.#end();
    }
  }

  /** Also of one that Athena has not ended: what nobody reads must not scan on, since that costs. */
  async #end(): Promise<void> {
    if (this.#elapsedMs === undefined) {
      this.#elapsedMs = performance.now() - this.#startedAt;
      clearTimeout(this.#deadline);
      this.#signal?.removeEventListener('abort', this.#onSignal);
      this.#onEnd();
    }
    await this.#stopExecution();
  }

  /** A start that does not answer holds nobody up for long; it is stopped when it does. */
  async #endSoon(): Promise<void> {
    const ended = new AbortController();
    const patience = delay(STOP_PATIENCE_MS, ended.signal).catch(() => undefined);
    await Promise.race([this.#end(), patience]);
    ended.abort();
  }

  #stopExecution(): Promise<void> {
    this.#stopped ??= this.#stopRunning();
    return this.#stopped;
  }

  async #stopRunning(): Promise<void> {
    await this.#started;
    const id = this.#runningId;
    // What cannot be stopped ends by the workgroup's limits.
    if (id !== undefined) await this.#api.stop(id).catch(() => undefined);
  }

  #stats(): EngineStats {
    const { bytesScanned = 0, isReused = false } = this.#execution ?? {};
    return {
      engine: 'athena',
      elapsedMs: this.#elapsedMs ?? performance.now() - this.#startedAt,
      rows: this.#result?.rows ?? 0,
      bytesScanned,
      costUsd: isReused ? 0 : athenaUsd(bytesScanned),
      truncated: this.#result?.truncated ?? false,
    };
  }
}
