// A planned query as data: which files, which text, which columns. Made without I/O.
import type { DataFile, FieldDocument } from '@tracelake/schema';
import type { ResultColumn } from '../types/trino-type.ts';

export interface QueryRequest {
  readonly sql: string;
  /** Inclusive start and exclusive end of the spans' start times, nanoseconds since 1970. */
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  /** `exact` leaves out duplicate spans; `fast` does not look for them. */
  readonly duplicates: 'exact' | 'fast';
}

/** What a plan is made from: one moment of the lake. */
export interface PlanInput {
  readonly files: readonly DataFile[];
  /** One per file where known; a file without one may hold any attribute. */
  readonly documents: readonly FieldDocument[];
}

export interface EngineText {
  readonly sql: string;
}

export interface QueryPlan {
  readonly columns: readonly ResultColumn[];
  /** Files the query must read; the DuckDB text names them by `filePlaceholder`. */
  readonly files: readonly DataFile[];
  /** DuckDB text. Files stand in it by their lake path; the engine gives the child their absolute paths. */
  readonly duckdb: EngineText & { readonly types: readonly string[] };
  readonly trino: EngineText;
  /** Upper estimate from file sizes and the share of the columns used. */
  readonly estimatedBytes: number;
  /** Things a user should know: a slow form, a widened lookup. */
  readonly notes: readonly string[];
}
