// One query on Trino: pages fetched as the reader asks for them, ended by its deadline, its caller, its row limit or its reader.
import { type ResultColumn, typeText } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import { deadlineError, remainingMs } from '../deadline.ts';
import { delay } from '../delay.ts';
import type { EngineQuery, EngineResult, EngineStats, ResultValue, RunOptions } from '../query-engine.ts';
import type { TrinoClient } from './trino-client.ts';
import { NOT_YET, trinoError } from './trino-error.ts';
import type { Page, PageColumn } from './trino-page.ts';
import { trinoResultType } from './trino-result-type.ts';
import { trinoValueConverter } from './trino-values.ts';

const RESTART_DELAY_MS = 500;

export class TrinoQuery {
  private readonly client: TrinoClient;
  private readonly query: EngineQuery;
  private readonly rowLimit: number;
  private readonly startedAt = performance.now();
  private readonly stopping = new AbortController();
  private readonly deadline: NodeJS.Timeout;
  private readonly signal: AbortSignal | undefined;
  private readonly onSignal = (): void => this.stop(new TracelakeError('query_canceled', 'The query was canceled'));
  private readonly onEnd: () => void;
  private nextUri: string | undefined;
  private columns: readonly ResultColumn[] | undefined;
  private toRow: ((row: readonly unknown[]) => ResultValue[]) | undefined;
  private rows = 0;
  private bytesScanned = 0;
  private truncated = false;
  private elapsedMs: number | undefined;

  constructor(client: TrinoClient, query: EngineQuery, options: RunOptions, onEnd: () => void) {
    const { rowLimit, signal } = options;
    this.client = client;
    this.query = query;
    this.rowLimit = rowLimit;
    this.onEnd = onEnd;
    this.signal = signal;
    this.deadline = setTimeout(() => {
      this.stop(deadlineError(options));
    }, remainingMs(options));
    signal?.addEventListener('abort', this.onSignal, { once: true });
  }

  /** Resolves with the first rows or the end; throws what the query fails with before either. */
  async result(): Promise<EngineResult> {
    if (this.signal?.aborted) this.onSignal();
    let first: Page;
    try {
      first = await this.firstRows();
    } catch (error) {
      await this.end();
      throw error;
    }
    return { columns: this.columns ?? this.query.columns, batches: this.read(first), stats: () => this.stats() };
  }

  /** Whoever waits for it, or asks for more, gets this error. */
  stop(error: TracelakeError): void {
    this.stopping.abort(error);
    void this.end();
  }

  private async firstRows(): Promise<Page> {
    for (let page = await this.start(); ; page = await this.next()) {
      if ((page.data?.length ?? 0) > 0 || page.nextUri === undefined) return page;
    }
  }

  private async start(): Promise<Page> {
    const { signal } = this.stopping;
    signal.throwIfAborted();
    for (;;) {
      const page = await this.client.start(this.query.sql, signal);
      if (page.error === undefined || !NOT_YET.has(page.error.errorName)) return this.accept(page);
      await delay(RESTART_DELAY_MS, signal);
    }
  }

  private async next(): Promise<Page> {
    const { signal } = this.stopping;
    signal.throwIfAborted();
    return this.accept(await this.client.next(this.nextUri!, signal));
  }

  private accept(page: Page): Page {
    this.nextUri = page.nextUri;
    this.bytesScanned = page.stats.physicalInputBytes ?? this.bytesScanned;
    if (page.error !== undefined) throw trinoError(page.error, this.query.sql, this.query.copied);
    if (page.columns !== undefined && this.toRow === undefined) this.describe(page.columns);
    return page;
  }

  /** The user's spelling of the names, Trino's types. */
  private describe(columns: readonly PageColumn[]): void {
    const inferred = this.query.columns;
    if (inferred.length !== columns.length) {
      throw new TracelakeError('engine_failed', `Trino answers with ${columns.length} columns, not ${inferred.length}`);
    }
    this.columns = columns.map((column, i) => {
      const type = trinoResultType(column.typeSignature);
      return typeText(type) === typeText(inferred[i].type) ? inferred[i] : { name: inferred[i].name, type };
    });
    const converters = this.columns.map(({ type }) => trinoValueConverter(type));
    this.toRow = (row) => converters.map((convert, i) => convert(row[i]));
  }

  private async *read(first: Page): AsyncGenerator<ResultValue[][]> {
    try {
      for (let page = first; ; page = await this.next()) {
        this.stopping.signal.throwIfAborted();
        const data = page.data ?? [];
        const room = this.rowLimit - this.rows;
        if (room > 0 && data.length > 0) {
          const batch = data.slice(0, room).map(this.toRow!);
          this.rows += batch.length;
          yield batch;
        }
        if (data.length > room) {
          this.truncated = true;
          return;
        }
        if (page.nextUri === undefined) return;
      }
    } finally {
      await this.end();
    }
  }

  /** Also of a query that Trino has not ended: what nobody reads must not run on. */
  private async end(): Promise<void> {
    if (this.elapsedMs !== undefined) return;
    this.elapsedMs = performance.now() - this.startedAt;
    clearTimeout(this.deadline);
    this.signal?.removeEventListener('abort', this.onSignal);
    this.onEnd();
    if (this.nextUri !== undefined) await this.client.cancel(this.nextUri);
  }

  private stats(): EngineStats {
    return {
      engine: 'trino',
      elapsedMs: this.elapsedMs ?? performance.now() - this.startedAt,
      rows: this.rows,
      bytesScanned: this.bytesScanned,
      costUsd: 0,
      truncated: this.truncated,
    };
  }
}
