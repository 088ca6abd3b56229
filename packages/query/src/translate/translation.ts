// What the translator gives: one typed walk over Trino's tree, printed for each engine.
import type { ResultColumn } from '../types/trino-type.ts';
import type { CopiedText } from './copied-text.ts';
import type { RelationSource, SourceColumn } from './relation-source.ts';

/** A conjunct `column <comparison> constant` that holds for every row the query can use of the relation. */
export interface SourceBound {
  readonly column: SourceColumn;
  readonly comparison: '=' | '<' | '<=' | '>' | '>=';
  /** Trino value as text: decimal digits, `2026-11-22 10:00:00.000000`, plain text. */
  readonly value: string;
  /** Of an IN list, with `=`: the column may have one of these instead. */
  readonly orOneOf?: readonly string[];
  /** What is bounded is the column as `date_trunc(unit, …)` cuts it. */
  readonly unit?: BoundUnit;
  /** `value` is milliseconds from now(). */
  readonly fromNow?: true;
}

export type BoundUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface UsedSource {
  readonly relation: RelationSource;
  /** Every column the query names, `*` included. */
  readonly columns: readonly SourceColumn[];
  /** Bounds of each place where the relation stands in a FROM: they hold for that place only. */
  readonly uses: readonly (readonly SourceBound[])[];
}

export interface Translation {
  /** DuckDB text; a table stands in it as `"spans"` with columns by `SourceColumn.id`. The planner puts `WITH "spans" AS (…)` in front. */
  readonly duckdbSql: string;
  /** DuckDB type text per result column, to be checked against the engine's. */
  readonly duckdbTypes: readonly string[];
  /** The user's text for Trino: constant map keys rewritten to columns, trailing ";" gone, WITH-prefix position known. */
  readonly trinoSql: string;
  readonly trinoCopied: CopiedText;
  /** Where in `trinoSql` a further WITH element can be inserted, and whether the user's text has a WITH there. */
  readonly trinoWith: { readonly position: number; readonly hasWith: boolean };
  /** Whether a LIMIT may be written at the end of `trinoSql`: it has none of its own. */
  readonly trinoTakesLimit: boolean;
  readonly columns: readonly ResultColumn[];
  readonly sources: readonly UsedSource[];
  readonly functions: readonly string[];
  /** What an answer by DuckDB may differ by from Trino's. */
  readonly notes: readonly string[];
  /** Whether rows come in an order that the query asks for. */
  readonly ordered: boolean;
}
