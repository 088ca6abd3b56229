// Where rows lie: what other packages may use of this one.

export type { CatalogueField } from './catalog/catalogue-field.ts';
export {
  type CatalogueRead,
  CatalogueStore,
  type CatalogueStoreOptions,
  putFieldDocument,
} from './catalog/catalogue-store.ts';
export { FieldCatalogue } from './catalog/field-catalogue.ts';
export { decodeFieldDocument, encodeFieldDocument } from './catalog/field-document-codec.ts';
export { readFieldDocument, type UndescribedFile } from './catalog/field-document-reader.ts';
export { type FieldSummaries, summarizeFields } from './catalog/field-summary.ts';
export { type StartTimeRange, startTimeRange } from './catalog/start-time-range.ts';
export { LAKE_FORMAT, type LakeDescription, readLakeDescription } from './lake-folder.ts';
export { partitionOf, UNROLLED_FOLDER } from './lake-paths.ts';
export { LakeReader, type LakeReaderOptions, type SnapshotOptions } from './lake-reader.ts';
export type { LakeSnapshot } from './lake-snapshot.ts';
export { type GarbageCollector, garbageCollector, LargeGarbage } from './large-garbage.ts';
export { readLockOwner } from './log/folder-lock.ts';
export { LakeWriter, type LakeWriterOptions } from './log/lake-writer.ts';
export { folderInode } from './log/lock-owner.ts';
export type { AppendResult } from './log/recent-bodies.ts';
export type { LogDamage } from './log/roll-job.ts';
export { runRollWorker } from './log/roll-worker.ts';
export { hangTrouble, type RunningStep, runningText } from './log/running-steps.ts';
export { systemClock, type WriterClock } from './log/writer-clock.ts';
export { DEFAULT_WRITER_LIMITS, type WriterLimits } from './log/writer-limits.ts';
export type { WriterStats } from './log/writer-stats.ts';
export { isLossRecord, recordedLosses } from './loss-record.ts';
export { documentsWithoutFile, LostLanding } from './lost-landing.ts';
export { memoryVictim } from './memory-victim.ts';
export { defaultParquetCodec, type ParquetCodec, type ParquetCodecName } from './parquet/parquet-codec.ts';
export { type ParquetWriteOptions, writeParquet } from './parquet/parquet-file.ts';
export { type QuarantinedFile, quarantinedFiles, setMisplacedAside, tornEnds } from './quarantine.ts';
export { fileError } from './storage/file-error.ts';
export { FolderStorage } from './storage/folder-storage.ts';
export { openBucket, openCredentials } from './storage/open-bucket.ts';
export { type RequestCounts, requestCostUsd } from './storage/request-counts.ts';
export type { S3Storage } from './storage/s3-storage.ts';
export type { PutBody, PutCondition, Storage, StorageObject } from './storage/storage.ts';
export { withSnapshot } from './with-snapshot.ts';
export { YoungGarbage } from './young-garbage.ts';
