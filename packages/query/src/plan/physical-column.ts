// A column of the virtual table by what it is made from in the files.
import type { TrinoType } from '../types/trino-type.ts';
import type { AttributePlaces } from './attribute-index.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** What a file's whole document says of attributes in its maps. */
export interface FileAttributes {
  /** Where an attribute that has no column lies in it; `undefined` where it has none. */
  places(key: string): AttributePlaces | undefined;
  /** Whether some row of it holds this well-known attribute in a map. */
  isMisplaced(key: string): boolean;
}

export interface PhysicalColumn {
  readonly type: TrinoType;
  /** Physical columns the expression reads. */
  readonly reads: readonly string[];
  /** The expression over the files' columns. */
  readonly print: (dialect: SqlDialect) => string;
  /** What the user should know when the query uses it. */
  readonly note?: string;
  /** The same column in a file that holds less than some file may: often no map must be read there. Equal answers are one object. */
  readonly narrowed?: (file: FileAttributes) => PhysicalColumn;
}
