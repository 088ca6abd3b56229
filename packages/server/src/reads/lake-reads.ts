// What the API asks of the lake: SQL, its plan, the field catalogue, the files of this moment.
import type { LakeSession, SessionQuery } from '@tracelake/engine';
import { FieldCatalogue } from '@tracelake/lake';
import type { QueryPlan } from '@tracelake/query';
import type { DataFile } from '@tracelake/schema';
import { type QueryResult, startResult } from '../results/query-result.ts';
import type { TimeRange } from '../time-range.ts';
import { auditedResult, type QueryAudit } from './query-audit.ts';

export interface SqlQuery {
  readonly sql: string;
  readonly range: TimeRange;
  readonly duplicates: 'exact' | 'fast';
  /** Default DuckDB. */
  readonly engine?: 'duckdb' | 'trino';
  /** Part of the files to read, for answers that a sample gives as well. */
  readonly fileShare?: number;
}

export interface SqlRunOptions {
  readonly timeoutMs: number;
  /** Rows after which the result is cut. */
  readonly rowLimit: number;
  readonly signal?: AbortSignal;
  /** Callers take turns. */
  readonly caller?: string;
}

export interface LakeReadsOptions {
  /** What a folder's writer cannot show now. */
  readonly unshownNote?: () => string | null;
  /** Told of every query that ran or failed, when it has ended. */
  readonly audit?: QueryAudit;
}

export class LakeReads {
  readonly #session: LakeSession;
  readonly #catalogue = new FieldCatalogue();
  readonly #unshownNote: () => string | null;
  readonly #audit: QueryAudit | undefined;

  constructor(session: LakeSession, { unshownNote = () => null, audit }: LakeReadsOptions = {}) {
    this.#session = session;
    this.#unshownNote = unshownNote;
    this.#audit = audit;
  }

  /** Resolves when the first rows are there. Throws TracelakeError. */
  sql(query: SqlQuery, options: SqlRunOptions): Promise<QueryResult> {
    const run = () => this.#run(query, options);
    if (this.#audit === undefined) return run();
    return auditedResult(run, { sql: query.sql, ...query.range, caller: options.caller ?? null }, this.#audit);
  }

  async #run(query: SqlQuery, options: SqlRunOptions): Promise<QueryResult> {
    const result = await this.#session.sql(sessionQuery(query, options));
    return startResult(result, {
      files: result.plan.files.length,
      notes: [...result.plan.notes, ...result.notes, ...this.#unshown()],
    });
  }

  /** The plan without a run. Throws TracelakeError. */
  explain(query: SqlQuery, options: SqlRunOptions): Promise<QueryPlan> {
    return this.#session.explain(sessionQuery(query, options));
  }

  /** Every attribute of this moment's files; of a bucket, of those that the range can need. */
  async catalogue(range?: TimeRange): Promise<FieldCatalogue> {
    const { documents } = await this.#session.snapshot(range);
    this.#catalogue.update(documents);
    return this.#catalogue;
  }

  /** What every answer of this moment leaves out, and why. */
  async notes(): Promise<readonly string[]> {
    return [...((await this.#session.snapshot()).notes ?? []), ...this.#unshown()];
  }

  #unshown(): string[] {
    const note = this.#unshownNote();
    return note === null ? [] : [note];
  }

  async files(): Promise<readonly DataFile[]> {
    return (await this.#session.snapshot()).files;
  }
}

function sessionQuery({ range, ...query }: SqlQuery, options: SqlRunOptions): SessionQuery {
  return { ...query, ...range, ...options };
}
