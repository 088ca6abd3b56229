// A column of the virtual table by what it is made from in the files.
import type { TrinoType } from '../types/trino-type.ts';
import type { SqlDialect } from './sql-dialect.ts';

export interface PhysicalColumn {
  readonly type: TrinoType;
  /** Physical columns the expression reads. */
  readonly reads: readonly string[];
  /** The expression over the files' columns. */
  readonly print: (dialect: SqlDialect) => string;
  /** What the user should know when the query uses it. */
  readonly note?: string;
}
