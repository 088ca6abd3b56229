// SQL over a lake: one moment of it, a plan, the engine, and the result. Server and CLI both ask here.
import type { LakeSnapshot, SnapshotOptions } from '@tracelake/lake';
import {
  type AttributeProbe,
  type PlanInput,
  type PlanOutcome,
  planQuery,
  probedAttributes,
  probeQuery,
  type QueryPlan,
  type QueryRequest,
} from '@tracelake/query';
import { type DataFile, type FieldDocument, isTracelakeError, TracelakeError } from '@tracelake/schema';
import type { AthenaEngine } from './athena/athena-engine.ts';
import type { StartedQuery } from './athena/started-query.ts';
import { damagedFiles, isOfFiles } from './damaged-files.ts';
import { beforeDeadline, deadlineError, remainingMs } from './deadline.ts';
import { DuplicateComparisons, type OwnQuery } from './duplicate-comparisons.ts';
import { chooseEngine } from './engine-choice.ts';
import { PlanningTurns } from './planning-turns.ts';
import type { EngineQuery, EngineResult, EngineStats, QueryEngine, RunOptions } from './query-engine.ts';
import { TimedPlanner } from './timed-planner.ts';

/** Where moments of the lake come from. */
export interface SnapshotReader {
  snapshot(options?: SnapshotOptions): Promise<LakeSnapshot>;
  /** Those of these files of a moment whose bytes are not those that were written. */
  changedFiles(snapshot: LakeSnapshot, files: readonly DataFile[]): Promise<readonly DataFile[]>;
  /** Leaves files with damaged content out of every later moment. */
  setAside(paths: readonly string[], reason: string, failure?: TracelakeError): Promise<void>;
}

export interface LakeSessionOptions {
  readonly reader: SnapshotReader;
  /** DuckDB: it reads the lake's own files, and looks unknown names up in them. */
  readonly engine: QueryEngine;
  /** A Trino over the same landing files, where one was set up. */
  readonly trino?: QueryEngine | undefined;
  /** Athena over the lake's bucket, where one was set up. */
  readonly athena?: AthenaEngine | undefined;
}

export interface SessionQuery extends Omit<QueryRequest, 'duplicates'>, RunOptions {
  /** Default DuckDB. `auto`: by what the plan reads. */
  readonly engine?: 'auto' | 'duckdb' | 'athena' | 'trino' | undefined;
  /** Default: exact, on Athena fast. */
  readonly duplicates?: QueryRequest['duplicates'] | undefined;
  /** What of the lake no moment of it has, and why. */
  readonly unshown?: readonly string[];
}

export interface SessionResult extends EngineResult {
  readonly plan: QueryPlan;
  /** What every answer of this moment leaves out, and why. */
  readonly notes: readonly string[];
}

/** A plan, and who would run it. */
export interface SessionPlan extends QueryPlan {
  readonly engine: EngineStats['engine'];
}

/** With what its own preparations have cost: names looked up, duplicates compared. */
interface AskedQuery extends SessionQuery {
  readonly spent: { costUsd: number };
}

type RemoteEngine = 'athena' | 'trino';

/** A probe groups keys of maps: as many rows as names have spellings. */
const MAX_PROBE_ROWS = 10_000;
/** A name found can bring further ones to light, which an error hid in the round before. */
const MAX_PROBES = 5;
const NANOS_PER_MS = 1_000_000n;

const NOT_LANDED = 'Only what has landed is read: the spans of the last minute are not in this answer.';

/** Where the times of a file are not known, it may. */
function mayHoldRowsOf({ startTimeUnixNano, endTimeUnixNano }: SessionQuery, file: DataFile): boolean {
  const { minStartTimeUnixNano: min, maxStartTimeUnixNano: max } = file;
  return (min === null || BigInt(min) < endTimeUnixNano) && (max === null || BigInt(max) >= startTimeUnixNano);
}

const WARM_UP_SQL = `SELECT "http.route", count(*) AS n, approx_percentile(duration_ms, 0.95) FROM spans WHERE time > now() GROUP BY 1 ORDER BY n DESC`;

function usualDuplicates(engine: 'duckdb' | RemoteEngine): 'exact' | 'fast' {
  return engine === 'athena' ? 'fast' : 'exact';
}

/** A result can be given again only where no file can be added to what was read. */
function remoteQuery({ trino, columns, files, estimatedAthenaBytes: estimatedBytes }: QueryPlan): EngineQuery {
  const isReusable = files.length > 0 && files.every(({ tier }) => tier === 'compacted');
  return { ...trino, columns, engineTypes: [], files: [], estimatedBytes, isReusable };
}

export class LakeSession {
  private readonly reader: SnapshotReader;
  private readonly engine: QueryEngine;
  private readonly trino: QueryEngine | undefined;
  private readonly athena: AthenaEngine | undefined;
  private readonly planner = new TimedPlanner();
  private readonly turns = new PlanningTurns();
  private readonly comparisons = new DuplicateComparisons(this.planner);
  /** The same array for the same moment, so that the planner sees that nothing changed. */
  private readonly documents = new WeakMap<LakeSnapshot, readonly FieldDocument[]>();

  private constructor({ reader, engine, trino, athena }: LakeSessionOptions) {
    this.reader = reader;
    this.engine = engine;
    this.trino = trino;
    this.athena = athena;
  }

  static open(options: LakeSessionOptions): LakeSession {
    return new LakeSession(options);
  }

  /** Plans once, so that the first query does not wait for the parser's tables (0.2 to 0.5 s, on this thread). */
  warmUp(): void {
    const nothing = { startTimeUnixNano: 0n, endTimeUnixNano: 0n, duplicates: 'exact' } as const;
    // The tables are every planner's. Under no clock: that a machine is slow is no reason not to start.
    planQuery({ sql: WARM_UP_SQL, ...nothing }, { files: [], documents: [] });
  }

  /** Throws TracelakeError: the gate's, the planner's, the engine's. */
  async sql(asked: SessionQuery): Promise<SessionResult> {
    // Names looked up, duplicates compared, a second try: one deadline for all of it.
    const query = { askedAtMs: performance.now(), ...asked, spent: { costUsd: 0 } };
    const { engine = 'duckdb' } = query;
    // Its start overlaps with the listing and the plan.
    if (engine === 'duckdb' || engine === 'auto') this.engine.warmUp?.();
    const snapshot = await beforeDeadline(this.soundSnapshot(query), query);
    try {
      return await this.runOnce(query, snapshot);
    } catch (error) {
      if (!(await this.mayHelpToReadAgain(error, query, snapshot))) throw error;
      return this.runOnce(query, await beforeDeadline(this.soundSnapshot(query, { fresh: true }), query));
    }
  }

  /** Others may wait for the same files of the catalogue, and a bucket may be silent. */
  private moment(query: SessionQuery): Promise<LakeSnapshot> {
    const { startTimeUnixNano } = query;
    return beforeDeadline(this.reader.snapshot({ startTimeUnixNano }), query);
  }

  /** A moment without files in which a byte has changed, also where DuckDB would read it as another value. */
  private async soundSnapshot(query: SessionQuery, { fresh = false } = {}): Promise<LakeSnapshot> {
    const { startTimeUnixNano } = query;
    const changedIn = (snapshot: LakeSnapshot) =>
      this.reader.changedFiles(
        snapshot,
        snapshot.files.filter((file) => mayHoldRowsOf(query, file)),
      );
    const snapshot = await this.reader.snapshot({ fresh, startTimeUnixNano });
    if ((await changedIn(snapshot)).length === 0) return snapshot;
    // One that was written anew meanwhile has its new checksum in the next moment.
    const changed = await changedIn(await this.reader.snapshot({ fresh: true, startTimeUnixNano }));
    await this.setAside(changed);
    return this.reader.snapshot({ startTimeUnixNano });
  }

  private async setAside(files: readonly Pick<DataFile, 'path'>[]): Promise<void> {
    const paths = files.map(({ path }) => path);
    await this.reader.setAside(paths, 'its content is damaged.');
  }

  private async mayHelpToReadAgain(error: unknown, query: SessionQuery, snapshot: LakeSnapshot): Promise<boolean> {
    if (!isTracelakeError(error)) return false;
    // A file of the plan was replaced before it was opened: the next moment of the lake has its rows elsewhere.
    if (error.code === 'object_not_found') return true;
    if (!isOfFiles(error)) return false;
    const isAside = await this.setDamagedAside(query, snapshot);
    // The disk's failure may have passed.
    return isAside || error.code !== 'corrupt_file';
  }

  /** One damaged file must not end every query: finds it, and goes on without it. */
  private async setDamagedAside(query: SessionQuery, snapshot: LakeSnapshot): Promise<boolean> {
    const inRange = snapshot.files.filter((file) => mayHoldRowsOf(query, file));
    const paths = new Map(inRange.map((file) => [snapshot.locate(file.path), file.path]));
    const damaged = await damagedFiles(this.engine, [...paths.keys()], { ...query, rowLimit: 1 });
    for (const { path, failure } of damaged)
      await this.reader.setAside([paths.get(path)!], 'its content is damaged.', failure);
    return damaged.length > 0;
  }

  /** The plan without a run. Its texts name files by their lake path. */
  async explain(query: SessionQuery): Promise<SessionPlan> {
    const snapshot = await this.moment(query);
    const asked = { ...query, describes: true, spent: { costUsd: 0 } };
    const engine = await this.engineOf(asked, snapshot);
    const duplicates = query.duplicates ?? usualDuplicates(engine);
    return { ...(await this.plan({ ...asked, duplicates }, snapshot, (path) => path)), engine };
  }

  snapshot(options?: SnapshotOptions): Promise<LakeSnapshot> {
    return this.reader.snapshot(options);
  }

  /** Whether a query can be started and left to run, apart from this process. */
  get canStart(): boolean {
    return this.athena !== undefined;
  }

  /** Starts it on Athena and waits for nothing. @param noteOf what `started` is to give back @returns its id */
  async start(query: SessionQuery, noteOf: (plan: QueryPlan, notes: readonly string[]) => string): Promise<string> {
    const snapshot = await this.moment(query);
    this.remote('athena');
    const plan = await this.remotePlan('athena', { ...query, spent: { costUsd: 0 } }, snapshot);
    return this.athena!.start(remoteQuery(plan), query, noteOf(plan, snapshot.notes ?? []));
  }

  /** One that was started here or in another process. Throws `query_not_found`. */
  async started(id: string, signal: AbortSignal): Promise<StartedQuery> {
    if (this.athena !== undefined) return this.athena.find(id, signal);
    throw new TracelakeError('query_not_found', `No query ${id} is known.`, { details: { id } });
  }

  private async runOnce(query: AskedQuery, snapshot: LakeSnapshot): Promise<SessionResult> {
    const engine = await this.engineOf(query, snapshot);
    if (engine !== 'duckdb') return this.runRemotely(engine, query, snapshot);
    const plan = await this.planOfKnownFiles(query, snapshot);
    const result = await this.engine.run(
      {
        ...plan.duckdb,
        columns: plan.columns,
        engineTypes: plan.duckdb.types,
        files: plan.files.map((file) => snapshot.locate(file.path)),
      },
      query,
    );
    const stats = (): EngineStats => {
      const own = result.stats();
      return { ...own, costUsd: own.costUsd + query.spent.costUsd };
    };
    const batches = this.watched(result.batches, query, snapshot);
    const notes = [...plan.duckdb.notes, ...(snapshot.notes ?? [])];
    return { ...result, stats, plan, notes, batches };
  }

  /** Damage that shows behind the first rows: the answer cannot begin again, but the next one goes without the file. */
  private async *watched(batches: EngineResult['batches'], query: SessionQuery, snapshot: LakeSnapshot) {
    try {
      yield* batches;
    } catch (error) {
      await this.mayHelpToReadAgain(error, query, snapshot).catch(() => false);
      throw error;
    }
  }

  /** Only Athena is chosen instead of DuckDB, and only where it sees all that DuckDB sees. */
  private async engineOf(query: AskedQuery, snapshot: LakeSnapshot): Promise<'duckdb' | RemoteEngine> {
    const { engine = 'duckdb' } = query;
    if (engine !== 'auto') return engine;
    if (this.athena === undefined) return 'duckdb';
    const { files, estimatedBytes } = await this.plan(query, snapshot, (path) => snapshot.locate(path));
    if (files.some(({ tier }) => tier === 'tail')) return 'duckdb';
    return chooseEngine({ files: files.length, bytes: estimatedBytes });
  }

  /** It reads what has landed: rows younger than that are not in its answer. */
  private async runRemotely(name: RemoteEngine, query: AskedQuery, snapshot: LakeSnapshot): Promise<SessionResult> {
    const engine = this.remote(name);
    const plan = await this.remotePlan(name, query, snapshot);
    const result = await engine.run(remoteQuery(plan), query);
    return { ...result, plan, notes: snapshot.notes ?? [] };
  }

  /** Throws `engine_not_available`. */
  private remote(name: RemoteEngine): QueryEngine {
    const engine = name === 'trino' ? this.trino : this.athena;
    if (engine !== undefined) return engine;
    const available = ['auto', 'duckdb', ...this.remoteEngines()];
    throw new TracelakeError('engine_not_available', `The engine "${name}" is not set up here.`, {
      details: { engine: name, available },
      hint: `Start with ${name === 'trino' ? '--trino-url' : '--athena'}, or leave "engine" out.`,
    });
  }

  private remoteEngines(): RemoteEngine[] {
    return (['athena', 'trino'] as const).filter((name) => this[name] !== undefined);
  }

  private async remotePlan(name: RemoteEngine, query: AskedQuery, snapshot: LakeSnapshot): Promise<QueryPlan> {
    const { duplicates = usualDuplicates(name) } = query;
    const plan = await this.plan({ ...query, duplicates }, snapshot, (path) => path);
    const isWhole = plan.files.every((file) => file.tier !== 'tail');
    return isWhole ? plan : { ...plan, notes: [...plan.notes, NOT_LANDED] };
  }

  private async plan(query: AskedQuery, snapshot: LakeSnapshot, locate: (path: string) => string): Promise<QueryPlan> {
    const { files, isRemote: trustsRowCounts = false, notes = [] } = snapshot;
    const leftOut = [...notes, ...(query.unshown ?? [])];
    let input: PlanInput = { files, documents: this.documentsOf(snapshot), locate, trustsRowCounts, leftOut };
    for (let round = 0; ; round++) {
      const outcome = await this.planned(query, input);
      if (outcome.plan !== undefined) return outcome.plan;
      if (round === MAX_PROBES)
        throw new Error(`Names stay unknown after ${MAX_PROBES} probes: ${outcome.probe.names.join(', ')}`);
      input = { ...input, probed: probedAttributes(outcome.probe, await this.probe(outcome.probe, query, snapshot)) };
    }
  }

  /** A text that is known costs no more than 1 ms: it waits for nobody. */
  private async planned(query: SessionQuery, input: PlanInput): Promise<PlanOutcome> {
    const plan = (): PlanOutcome => {
      if (query.signal?.aborted) throw new TracelakeError('query_canceled', 'The query was canceled');
      if (remainingMs(query) === 0) throw deadlineError(query);
      const { duplicates = 'exact' } = query;
      return this.planner.plan({ ...query, duplicates, nowUnixNano: BigInt(Date.now()) * NANOS_PER_MS }, input);
    };
    return this.planner.knows(query.sql) ? plan() : beforeDeadline(this.turns.run(query.caller ?? '', plan), query);
  }

  /** The plan once the duplicates in its files are known: they are compared when they are first read, and never again. */
  private async planOfKnownFiles(query: AskedQuery, snapshot: LakeSnapshot): Promise<QueryPlan> {
    const locate = (path: string): string => snapshot.locate(path);
    const plan = await this.plan(query, snapshot, locate);
    if (plan.comparison === undefined) return plan;
    const learned = this.comparisons.learn(plan.comparison, { run: (text) => this.allRows(text, query), locate });
    await beforeDeadline(learned, query);
    return this.plan(query, snapshot, locate);
  }

  private async probe(probe: AttributeProbe, query: AskedQuery, snapshot: LakeSnapshot): Promise<unknown[][]> {
    const text = probeQuery(probe, (path) => snapshot.locate(path));
    const files = probe.files.map((file) => snapshot.locate(file.path));
    return this.allRows({ ...text, files, rowLimit: MAX_PROBE_ROWS }, query);
  }

  private async allRows({ sql, types, columns, files, rowLimit }: OwnQuery, query: AskedQuery): Promise<unknown[][]> {
    const result = await this.engine.run({ sql, columns, engineTypes: types, files }, { ...query, rowLimit });
    const rows: unknown[][] = [];
    for await (const batch of result.batches) rows.push(...batch);
    query.spent.costUsd += result.stats().costUsd;
    return rows;
  }

  private documentsOf(snapshot: LakeSnapshot): readonly FieldDocument[] {
    const documents = this.documents.get(snapshot) ?? [...snapshot.documents.values()];
    this.documents.set(snapshot, documents);
    return documents;
  }
}
