// One moment of the lake: what a query reads, exactly once.
import type { DataFile, FieldDocument } from '@tracelake/schema';

export interface LakeSnapshot {
  /** Live files of the table: landing files, and tails of what is not landed yet. */
  readonly files: readonly DataFile[];
  /** Field documents by file path; made on first sight where there was none. */
  readonly documents: ReadonlyMap<string, FieldDocument>;
  /** What the user should know about this view of the lake: rows that wait for recovery, files that cannot be read. */
  readonly notes?: readonly string[];
  /** A bucket's: to open a file takes a request. */
  readonly isRemote?: boolean;
  /** What an engine opens for a lake path. */
  locate(path: string): string;
}
