// The contract every engine fulfils: run, stream, cancel, cost.
import type { CopiedText, EngineFailure, ResultColumn, SourcePosition } from '@tracelake/query';

export interface EngineQuery {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** The engine's own type per column (DuckDB type text), checked against what it answers with; empty: not checked. */
  readonly engineTypes: readonly string[];
  /** Absolute paths (or URIs) the query may read; nothing else can be read. */
  readonly files: readonly string[];
  /** Where the user's own words stand in `sql`, so that errors can name a place in them; without it `sql` is the user's. */
  readonly copied?: CopiedText;
  /** Where in the user's text a failure of `sql` may come from. */
  readonly placesOf?: (failure: EngineFailure) => readonly SourcePosition[];
  /** Whether a LIMIT may be written at the end of `sql`. */
  readonly takesLimit?: boolean;
  /** What the plan says will be read, where it says so. */
  readonly estimatedBytes?: number;
  /** Whether an earlier answer to the same text is as good: nothing is added to what it reads. */
  readonly isReusable?: boolean;
}

export interface RunOptions {
  readonly timeoutMs: number;
  /** By `performance.now()`: the time counts from there. Default: from now. */
  readonly askedAtMs?: number;
  /** Rows after which the result is cut; `truncated` then says so. */
  readonly rowLimit: number;
  readonly signal?: AbortSignal;
  /** Who asks: callers take turns. */
  readonly caller?: string;
  /** What it may cost, instead of what the engine's own limit says. */
  readonly maxUsd?: number;
  /** What the same question has cost already, in texts before this one: it counts against that limit. */
  readonly spentUsd?: number;
}

export interface EngineStats {
  readonly engine: 'duckdb' | 'athena' | 'trino';
  readonly elapsedMs: number;
  readonly rows: number;
  readonly bytesScanned: number;
  readonly costUsd: number;
  readonly truncated: boolean;
}

/**
 * Values in API form: boolean, integer, smallint, tinyint, double and real as JSON values ("NaN", "Infinity", "-Infinity" as text);
 * bigint, decimal, date, time, timestamps, intervals, json, uuid as Trino's text; varbinary base64; array: array; map: object; row: array.
 */
export type ResultValue = null | boolean | number | string | ResultValue[] | { [key: string]: ResultValue };

export interface EngineResult {
  readonly columns: readonly ResultColumn[];
  /** Batches of rows; iterating to the end, returning early or throwing frees the engine. Throws TracelakeError. */
  readonly batches: AsyncIterable<ResultValue[][]>;
  /** Valid once `batches` has ended. */
  stats(): EngineStats;
}

export interface QueryEngine {
  readonly name: EngineStats['engine'];
  /** Begins what the first query would wait for. */
  warmUp?(): void;
  run(query: EngineQuery, options: RunOptions): Promise<EngineResult>;
  close(): Promise<void>;
}
