// What the API asks of the lake: SQL, its plan, the field catalogue, the files of this moment.
import type { LakeSession, SessionPlan, SessionQuery, StartedQuery } from '@tracelake/engine';
import { FieldCatalogue } from '@tracelake/lake';
import type { DataFile } from '@tracelake/schema';
import { startedNote } from '../queries/started-queries.ts';
import { type QueryResult, startResult } from '../results/query-result.ts';
import type { TimeRange } from '../time-range.ts';
import { type AuditedQuery, auditedResult, auditedStart, type QueryAudit } from './query-audit.ts';
import { QueryCounter, type QueryCounts } from './query-counter.ts';
import { ShownGroups } from './shown-groups.ts';

export interface SqlQuery {
  readonly sql: string;
  readonly range: TimeRange;
  /** Default: exact, on Athena fast. */
  readonly duplicates?: 'exact' | 'fast' | undefined;
  /** Default DuckDB. */
  readonly engine?: SessionQuery['engine'];
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
  /** By which it can be canceled. */
  readonly queryId?: string;
  /** What Athena may cost for it, instead of what it was set up with. */
  readonly maxUsd?: number;
  /** Of that, what texts of the same question have cost already. */
  readonly spentUsd?: number;
}

export interface LakeReadsOptions {
  /** What a folder's writer cannot show now. */
  readonly unshownNote?: () => string | null;
  /** Told of every query that ran or failed, when it has ended. */
  readonly audit?: QueryAudit;
}

export class LakeReads {
  readonly shownGroups = new ShownGroups();
  readonly #session: LakeSession;
  readonly #catalogue = new FieldCatalogue();
  readonly #unshownNote: () => string | null;
  readonly #counter = new QueryCounter();
  readonly #audit: QueryAudit;

  constructor(session: LakeSession, { unshownNote = () => null, audit }: LakeReadsOptions = {}) {
    this.#session = session;
    this.#unshownNote = unshownNote;
    this.#audit = (record) => {
      this.#counter.add(record);
      audit?.(record);
    };
  }

  /** Resolves when the first rows are there. Throws TracelakeError. */
  sql(query: SqlQuery, options: SqlRunOptions): Promise<QueryResult> {
    return auditedResult(() => this.#run(query, options), audited(query, options), this.#audit);
  }

  async #run(query: SqlQuery, options: SqlRunOptions): Promise<QueryResult> {
    const result = await this.#session.sql(this.#asked(query, options));
    return startResult(result, {
      files: result.plan.files.length,
      possibleDuplicates: result.plan.possibleDuplicates,
      notes: [...result.plan.notes, ...result.notes, ...this.#unshown()],
    });
  }

  /** Of queries that have ended since this process was started. */
  get counts(): QueryCounts {
    return this.#counter.counts;
  }

  /** The plan without a run. Throws TracelakeError. */
  explain(query: SqlQuery, options: SqlRunOptions): Promise<SessionPlan> {
    return this.#session.explain(this.#asked(query, options));
  }

  /** Whether a query can be left to run apart from this process. */
  get canStart(): boolean {
    return this.#session.canStart;
  }

  /** Starts it and waits for nothing. @returns the id that `started` takes, here and elsewhere. Throws TracelakeError. */
  start(query: SqlQuery, options: SqlRunOptions): Promise<string> {
    const asked = this.#asked(query, options);
    const start = () => this.#session.start(asked, startedNote(asked));
    return auditedStart(start, audited(query, options), this.#audit);
  }

  /** Throws `query_not_found`. */
  started(id: string, signal: AbortSignal): Promise<StartedQuery> {
    return this.#session.started(id, signal);
  }

  /**
   * What `look` finds among the attributes of this moment's files; of a bucket, of those that the range can need. Values are a tenfold reading:
   * only `withValues`. The next question makes the one catalogue that of its own files: nothing of it may be kept, so it is not given away.
   */
  async inCatalogue<T>(
    options: Partial<TimeRange> & { readonly withValues?: boolean },
    look: (catalogue: FieldCatalogue) => T,
  ): Promise<T> {
    const { documents } = await this.#session.snapshot(options);
    this.#catalogue.update(documents);
    return look(this.#catalogue);
  }

  /** What every answer of this moment leaves out, and why. */
  async notes(): Promise<readonly string[]> {
    return [...((await this.#session.snapshot()).notes ?? []), ...this.#unshown()];
  }

  #asked({ range, ...query }: SqlQuery, options: SqlRunOptions): SessionQuery {
    return { ...query, ...range, ...options, unshown: this.#unshown() };
  }

  #unshown(): string[] {
    const note = this.#unshownNote();
    return note === null ? [] : [note];
  }

  async files(): Promise<readonly DataFile[]> {
    return (await this.#session.snapshot()).files;
  }
}

function audited({ sql, range }: SqlQuery, { caller, queryId }: SqlRunOptions): AuditedQuery {
  return { sql, ...range, caller: caller ?? null, ...(queryId === undefined ? {} : { id: queryId }) };
}
