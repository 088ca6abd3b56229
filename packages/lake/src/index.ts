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
export type { LakeSnapshot } from './lake-snapshot.ts';
export { defaultParquetCodec, type ParquetCodec, type ParquetCodecName } from './parquet/parquet-codec.ts';
export { type ParquetWriteOptions, ParquetWriter, writeParquet } from './parquet/parquet-writer.ts';
export type { PutCondition, Storage, StorageObject } from './storage/storage.ts';
