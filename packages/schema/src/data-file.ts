// One immutable Parquet file of the lake, as planners see it.

export type DataFileTier = 'landing' | 'tail' | 'compacted';

export interface DataFile {
  /** Path inside the lake, "/" between parts: `landing/spans/dt=2026-11-22/hour=17/….parquet`. */
  readonly path: string;
  readonly tier: DataFileTier;
  /** Number of the set of promoted columns; 0 is none. */
  readonly layout: number;
  readonly sizeBytes: number;
  readonly rows: number;
  /** Decimal nanoseconds; `null` when unknown, and then the file is never left out by time. */
  readonly minStartTimeUnixNano: string | null;
  readonly maxStartTimeUnixNano: string | null;
  /** `tableFingerprint` of the columns it has, all of them and no others; absent where that is not known. */
  readonly columns?: string;
  /** Of the whole file, as this lake's writer wrote it; absent where that is not known. */
  readonly crc32?: number;
  /** The same as it was found, where its document was made from the file: what was written nobody knows any more. */
  readonly foundCrc32?: number;
}
