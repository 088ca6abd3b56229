// The tables as data: what other packages may use of this one.
export { AMENDMENT_PATIENCE_NANOS, amendedColumns, amendsText, IDENTITY_COLUMNS } from './amendment.ts';
export { type AthenaSettings, parseAthenaSettings } from './athena-settings.ts';
export { columnOfAttribute, type ResolvedAttribute, resolveAttributeKey } from './attribute-registry.ts';
export { type AwsFault, awsFault, awsSignInCode, awsSignInMessage } from './aws-fault.ts';
export { AWS_PRICES } from './aws-prices.ts';
export {
  type BatchDecoder,
  type BatchDecoderFactory,
  type BatchDecoderOptions,
  BODY_FORMATS,
  type BodyFormat,
  type DecodeResult,
} from './batch-decoder.ts';
export type {
  BooleanVector,
  CodeVector,
  ColumnBatch,
  ColumnVector,
  Float64Vector,
  HexVector,
  Int64Vector,
  KeyTable,
  ListVector,
  MapVector,
  ScalarVector,
  TextArena,
  TextDictionary,
  TextVector,
} from './column-batch.ts';
export {
  type ArrayType,
  type ColumnType,
  duckdbTypeText,
  glueTypeText,
  isScalarType,
  type MapType,
  type ScalarType,
  type StructField,
  trinoTypeText,
} from './column-type.ts';
export { placesTable, questionsTable } from './cost-page.ts';
export type { DataFile, DataFileTier } from './data-file.ts';
export { duckdbColumns } from './duckdb-view.ts';
export { editDistance } from './edit-distance.ts';
export { ERROR_TABLE, type ErrorCode, type ErrorEntry, isErrorCode } from './error-table.ts';
export { errorsPage } from './errors-page.ts';
export type { AmendmentSummary, FieldDocument, FieldLevel, FieldSummary, FieldValueType } from './field-document.ts';
export { firehoseJsonKeys } from './firehose-json-keys.ts';
export { type GlueColumn, glueColumns } from './glue-columns.ts';
export { type HiveTableOptions, hiveTableStatement, trinoTypeOfGlue } from './hive-table.ts';
export { HTTP_TARGET_ALIAS } from './http-target.ts';
export { type IcebergField, type IcebergType, icebergFields } from './iceberg-schema.ts';
export {
  MEASURED_BYTES,
  type QuestionCost,
  questionCost,
  type SpansCost,
  spansCost,
} from './lake-cost.ts';
export { LANDING_FORMAT, LANDING_PARTITION_KEYS, landingParameters } from './landing-table.ts';
export { nearestNames } from './nearest-names.ts';
export {
  type ParquetLogicalType,
  type ParquetNode,
  type ParquetPhysicalType,
  type ParquetRepetition,
  parquetSchema,
} from './parquet-schema.ts';
export { rowTypeSource } from './row-type.ts';
export { isS3Address, parseS3Address, type S3Address, s3AddressText } from './s3-address.ts';
export type { SpanRow } from './span-row.ts';
export { MISPLACED_SEPARATOR, SPAN_KINDS, STATUS_CODES } from './span-values.ts';
export { SPANS_TABLE } from './spans-table.ts';
export {
  type ColumnDefinition,
  columnByName,
  type TableDefinition,
  type VirtualColumnDefinition,
} from './table-definition.ts';
export { tableFingerprint } from './table-fingerprint.ts';
export { tablePage } from './table-page.ts';
export { tableVersion } from './table-version.ts';
export { isTracelakeError, TracelakeError, type TracelakeErrorOptions } from './tracelake-error.ts';
export { trinoPage } from './trino-page.ts';
export {
  type AttributeAlias,
  type AttributeLevel,
  WELL_KNOWN_ATTRIBUTES,
  type WellKnownAttribute,
} from './well-known-attributes.ts';
