// What the API asks of the lake: SQL, its plan, and the field catalogue.
import type { DataFile } from '@tracelake/schema';
import type { ColumnHeader, QueryResult } from '../results/query-result.ts';
import type { TimeRange } from '../time-range.ts';
import type { LakeField } from './field-search.ts';

export interface SqlQuery {
  readonly sql: string;
  readonly range: TimeRange;
  readonly duplicates: 'exact' | 'fast';
}

export interface SqlRunOptions {
  readonly timeoutMs: number;
  readonly rowLimit: number;
  readonly signal: AbortSignal;
}

export interface SqlExplanation {
  readonly columns: readonly ColumnHeader[];
  readonly files: readonly DataFile[];
  readonly duckdbSql: string;
  readonly trinoSql: string;
  readonly estimatedBytes: number;
  readonly notes: readonly string[];
}

export interface LakeReads {
  /** Resolves when the first rows are there. Throws TracelakeError. */
  sql(query: SqlQuery, options: SqlRunOptions): Promise<QueryResult>;
  explain(query: SqlQuery): Promise<SqlExplanation>;
  /** Every attribute the catalogue knows. */
  fields(): Promise<readonly LakeField[]>;
  /** The files of this moment. */
  files(): Promise<readonly DataFile[]>;
}
