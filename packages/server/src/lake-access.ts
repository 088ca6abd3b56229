// Reading a folder's lake: reader, engine and session, opened and closed together.
import { DuckdbEngine, LakeSession } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { SPANS_TABLE } from '@tracelake/schema';
import { LakeReads } from './reads/lake-reads.ts';

export interface LakeAccessOptions {
  readonly folder: string;
  /** The built `duckdb-child.js`. */
  readonly duckdbChild: URL | string;
  /** Nothing is written, not even field documents that had to be made. */
  readonly readOnly: boolean;
}

export interface LakeAccess {
  readonly reads: LakeReads;
  close(): Promise<void>;
}

/** Throws `folder_not_found`, `folder_version`. */
export async function openLakeAccess({ folder, duckdbChild, readOnly }: LakeAccessOptions): Promise<LakeAccess> {
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly });
  const engine = new DuckdbEngine({ childEntry: duckdbChild });
  // Its start overlaps with whatever comes before the first query.
  engine.warmUp();
  const session = LakeSession.open({ reader, engine });
  // A server pays for the parser's tables before it says it is ready; a single command pays when it asks.
  if (!readOnly) session.warmUp();
  return { reads: new LakeReads(session), close: () => engine.close() };
}
