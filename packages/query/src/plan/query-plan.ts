// A planned query as data: which files, which text, which columns. Made without I/O.
import type { DataFile, FieldDocument } from '@tracelake/schema';
import type { SourcePosition } from '../parser/source-error.ts';
import type { CopiedText } from '../translate/copied-text.ts';
import type { EngineFailure } from '../translate/failure-places.ts';
import type { ResultColumn } from '../types/trino-type.ts';
import type { AttributeProbe, ProbedAttributes } from './attribute-probe.ts';
import type { DuplicateComparison } from './duplicate-index.ts';
import type { ScanDescription } from './scan-description.ts';

export interface QueryRequest {
  readonly sql: string;
  /** Inclusive start and exclusive end of the spans' start times, nanoseconds since 1970. */
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  /** When the plan is made, so that bounds from now() narrow it. */
  readonly nowUnixNano?: bigint;
  /** `exact` leaves out duplicate spans; `fast` does not look for them. */
  readonly duplicates: 'exact' | 'fast';
  /** Whether the plan is to say what it reads and leaves out. */
  readonly describes?: boolean;
  /** Part of the files to read, 0 to 1, for answers that a sample gives as well. Default 1. The Trino text reads all. */
  readonly fileShare?: number;
}

/** What a plan is made from: one moment of the lake. */
export interface PlanInput {
  readonly files: readonly DataFile[];
  /** One per file where known; a file without one may hold any attribute. */
  readonly documents: readonly FieldDocument[];
  /** What the engine opens for a lake path; without it the DuckDB text names files by their lake path. */
  readonly locate?: (path: string) => string;
  /** Whether a file is so dear to open that the row count in its document is taken for it. */
  readonly trustsRowCounts?: boolean;
  /** What this moment of the lake leaves out, and why: an attribute may only be there. */
  readonly leftOut?: readonly string[] | undefined;
  /** What a probe has found, when an earlier plan asked for one. */
  readonly probed?: ProbedAttributes;
}

export interface EngineText {
  readonly sql: string;
}

export interface QueryPlan {
  readonly columns: readonly ResultColumn[];
  /** Files the query must read; nothing else is named in the DuckDB text. */
  readonly files: readonly DataFile[];
  /** DuckDB text and the type it must answer with, per column. */
  readonly duckdb: EngineText & {
    readonly types: readonly string[];
    /** What its answer may differ by from Trino's. */
    readonly notes: readonly string[];
    /** Where in the user's text what fails in this one may come from. */
    readonly placesOf: (failure: EngineFailure) => readonly SourcePosition[];
  };
  /** `copied`: where the user's own words stand in it. `takesLimit`: whether a LIMIT may be written at its end. */
  readonly trino: EngineText & { readonly copied: CopiedText; readonly takesLimit: boolean };
  /** From file sizes and the share of the columns used; a query may read less. */
  readonly estimatedBytes: number;
  /** What Athena would read of the same files: small ones whole. */
  readonly estimatedAthenaBytes: number;
  /** Only where the request asks for it. */
  readonly scan?: ScanDescription | undefined;
  /** Rows among those read that are copies of another and are not left out; `null` where nobody has looked for them. */
  readonly possibleDuplicates: number | null;
  /** Things a user should know: a slow form, a widened lookup. */
  readonly notes: readonly string[];
  /** What is not known of duplicates yet: once the planner has learned it, its text need not seek them. */
  readonly comparison?: DuplicateComparison | undefined;
}

/** A plan, or the question that must be answered before there can be one. */
export type PlanOutcome =
  | { readonly plan: QueryPlan; readonly probe?: undefined }
  | { readonly probe: AttributeProbe; readonly plan?: undefined };
