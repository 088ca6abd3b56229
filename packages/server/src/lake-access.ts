// Reading a folder's lake: reader, engine and session, opened and closed together.
import { DuckdbEngine, LakeSession, type TrinoConnection, TrinoEngine } from '@tracelake/engine';
import { FolderStorage, LakeReader } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import type { CancelRequests } from './queries/cancel-requests.ts';
import { memoryBytes, queryMemoryMb } from './query-memory.ts';
import { LakeReads } from './reads/lake-reads.ts';
import { type LakeState, openLakeState } from './state/lake-state.ts';

export interface LakeAccessOptions {
  readonly folder: string;
  /** The built `duckdb-child.js`. */
  readonly duckdbChild: URL | string;
  /** The built `roll-worker.js`: what reads a log that may have ended its server, in a process of its own. */
  readonly rollWorker: URL | string;
  /** Nothing is written, not even field documents that had to be made. */
  readonly readOnly: boolean;
  /** A Trino over the same landing files, for queries that ask for it. */
  readonly trino?: TrinoConnection | null;
  /** Of the folder's writer: what it cannot show now. */
  readonly unshownNote?: () => string | null;
  /** Of the machine or its container, as this process is told. */
  readonly memoryBytes?: number;
}

export interface LakeAccess {
  readonly reads: LakeReads;
  readonly state: LakeState;
  /** Of a bucket that is written to: other processes ask it, too. */
  readonly cancelRequests?: CancelRequests;
  close(): Promise<void>;
}

/** Throws `folder_not_found`, `folder_version`. */
export async function openLakeAccess(options: LakeAccessOptions): Promise<LakeAccess> {
  const { folder, duckdbChild, rollWorker, readOnly, trino, unshownNote } = options;
  // Of a server, too: on a full disk it cannot land what a killed one has left.
  const decoderFactory = createOtlpDecoder;
  const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly, decoderFactory, rollWorker });
  // A single command asks one thing after the other.
  const engine = new DuckdbEngine({
    childEntry: duckdbChild,
    memoryLimitMb: queryMemoryMb(options.memoryBytes ?? memoryBytes()),
    ...(readOnly ? { maxRunning: 1, quickMs: 0 } : {}),
  });
  // Its start overlaps with whatever comes before the first query.
  engine.warmUp();
  const remote = trino ? new TrinoEngine(trino) : undefined;
  const session = LakeSession.open({ reader, engine, trino: remote });
  // A server pays for the parser's tables before it says it is ready; a single command pays when it asks.
  if (!readOnly) session.warmUp();
  return {
    reads: new LakeReads(session, { unshownNote }),
    state: openLakeState(new FolderStorage(folder), !readOnly),
    close: async () => {
      await Promise.all([engine.close(), remote?.close()]);
      reader.close();
    },
  };
}
