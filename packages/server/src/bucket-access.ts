// Reading a bucket's lake: storage, proxy, reader, engine and session, opened and closed together.
import {
  AthenaEngine,
  DuckdbEngine,
  type DuckdbEngineOptions,
  LakeSession,
  RangeProxy,
  type TrinoConnection,
  TrinoEngine,
} from '@tracelake/engine';
import { LakeReader, openBucket } from '@tracelake/lake';
import { type AthenaSettings, parseS3Address, SPANS_TABLE } from '@tracelake/schema';
import type { LakeAccess } from './lake-access.ts';
import { CancelRequests } from './queries/cancel-requests.ts';
import { memoryBytes, queryMemoryMb } from './query-memory.ts';
import { LakeReads } from './reads/lake-reads.ts';
import type { QueryAudit } from './reads/query-audit.ts';
import { openLakeState } from './state/lake-state.ts';

export interface BucketAccessOptions {
  /** `s3://bucket/prefix` */
  readonly address: string;
  /**
   * Whether anything is written: field documents that had to be made, under `catalog/`, what people save, under `state/saved/`, and requests to
   * end a query, under `state/cancel/`.
   */
  readonly write: boolean;
  /** One question after the other, as a single command asks: less is started. */
  readonly isSingle?: boolean;
  /** DuckDB starts with the first query, and not before: a sandbox may never be asked one. */
  readonly isLazy?: boolean;
  /** The built `duckdb-child.js`, and DuckDB's httpfs extension. */
  readonly duckdbChild: URL | string;
  readonly httpfsFile: string;
  readonly engineSize?: Pick<DuckdbEngineOptions, 'memoryLimitMb' | 'threads'>;
  readonly trino?: TrinoConnection | null;
  /** Told of every query. */
  readonly audit?: QueryAudit;
  /** For queries that ask for it, for large ones, and for those that are to run in the background. */
  readonly athena?: AthenaSettings | null;
}

/** Throws `config_invalid`, `bucket_not_found` and what AWS says of credentials, region and permissions. */
export async function openBucketAccess(options: BucketAccessOptions): Promise<LakeAccess> {
  const { address, write, isSingle = true, isLazy = false, duckdbChild, httpfsFile, trino, audit } = options;
  const athena = options.athena ? new AthenaEngine(options.athena) : undefined;
  const storage = await openBucket(parseS3Address(address));
  const proxy = await RangeProxy.start({ storage });
  const bucket = { proxy, httpfsFile };
  const engine = new DuckdbEngine({
    childEntry: duckdbChild,
    bucket,
    memoryLimitMb: queryMemoryMb(memoryBytes()),
    ...options.engineSize,
    ...(isSingle ? { maxRunning: 1, quickMs: 0 } : {}),
  });
  // Its start overlaps with the first requests.
  if (!isLazy) engine.warmUp();
  const remote = trino ? new TrinoEngine(trino) : undefined;
  const close = async (): Promise<void> => {
    await Promise.all([engine.close(), remote?.close(), athena?.close()]);
    storage.close();
  };
  try {
    const locate = (file: { path: string; sizeBytes: number }) => proxy.locate(file);
    const reader = await LakeReader.open({ storage, table: SPANS_TABLE, readOnly: !write, locate });
    const session = LakeSession.open({ reader, engine, trino: remote, athena });
    if (!isSingle) session.warmUp();
    const cancelRequests = write ? { cancelRequests: new CancelRequests(storage) } : {};
    return { reads: new LakeReads(session, { audit }), state: openLakeState(storage, write), ...cancelRequests, close };
  } catch (error) {
    await close();
    throw error;
  }
}
