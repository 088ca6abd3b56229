// What one data file says about its attributes: the field catalogue is the merge of these documents.
import type { DataFile } from './data-file.ts';

export type FieldLevel = 'span' | 'resource' | 'scope' | 'event';

export type FieldValueType = 'string' | 'number' | 'boolean';

export interface FieldSummary {
  /** The attribute's key as sent, under its current name where it has a column. */
  readonly key: string;
  readonly level: FieldLevel;
  /** Physical column, or `null` when the values lie in a map. A key can have both summaries: see `misplaced`. */
  readonly column: string | null;
  /** Rows (or events) that have the attribute, by the type of the value. */
  readonly types: Readonly<Partial<Record<FieldValueType, number>>>;
  /** Whether every number seen was an integer. */
  readonly integral: boolean;
  /**
   * K minimum hash values, lower-case hex of 13 digits, ascending, at most 64: a mergeable estimate of distinct values.
   * Empty, as `top`, where a file's values were not read, only its row counts.
   */
  readonly sketch: readonly string[];
  /** Most frequent values as text with their counts, at most 20; a count is a lower bound when `sketch` is full. */
  readonly top: readonly (readonly [value: string, count: number])[];
}

/** Rows that only bring late values to invocations. */
export interface AmendmentSummary {
  readonly rows: number;
  /** Physical columns with late values. */
  readonly columns: readonly string[];
}

export interface FieldDocument {
  readonly version: 1;
  readonly file: DataFile;
  readonly fields: readonly FieldSummary[];
  /** Whether keys were left out because there were too many: then what is not listed may still be in the file. */
  readonly truncated: boolean;
  /** Absent where the file has none. */
  readonly amendments?: AmendmentSummary;
}
