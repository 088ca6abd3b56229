// A query as plain data: what other packages may use of this one.
export { comparable, comparedFields, type KnownField, selectionFields } from './compare/compare-fields.ts';
export type { CompareQuery, Selection } from './compare/compare-query.ts';
export { compareSample, totalOf } from './compare/compare-sample.ts';
export {
  compareSides,
  type OperationCount,
  operationsSql,
  refuseEmptyTextBox,
  sameOperations,
  sharedOperations,
  slowestSql,
} from './compare/compare-sides.ts';
export { compareSql } from './compare/compare-sql.ts';
export { type ComparedField, type ComparedValue, rankFields } from './compare/rank-fields.ts';
export { readCompareQuery } from './compare/read-compare-query.ts';
export { engineError, PLACES, placedError } from './duckdb/error-mapping.ts';
export { DUCKDB_SETTINGS, macroScript } from './duckdb/prelude.ts';
export type {
  ScalarFunctionDefinition,
  ScalarResult,
  ScalarTypeName,
  ScalarValue,
} from './duckdb/scalar/scalar-function.ts';
export { DUCKDB_SCALAR_FUNCTIONS } from './duckdb/scalar-functions.ts';
export { sameDuckdbType } from './duckdb/type-check.ts';
export { type ApiValue, type EngineValue, valueConverter } from './duckdb/value-conversion.ts';
export { type ErrorGroupsOptions, errorGroupsSql, NEWEST_MEMBERS } from './errors/error-groups-sql.ts';
export { normalMessageSql } from './errors/normal-message.ts';
export { sqlFunctionsSource } from './page/sql-functions.ts';
export { type ErrorsByFunction, sqlPage } from './page/sql-page.ts';
export { forgetParsedShapes } from './parser/bounded-simulator.ts';
export { MAX_TEXT_BYTES, warmUpParser } from './parser/parse-trino.ts';
export type { SourcePosition } from './parser/source-error.ts';
export { type AthenaForm, type AthenaText, athenaForm, athenaText } from './plan/athena-text.ts';
export { wholeMapNote } from './plan/attribute-maps.ts';
export {
  type AttributeProbe,
  type ProbedAttributes,
  type ProbeQuery,
  probedAttributes,
  probeQuery,
} from './plan/attribute-probe.ts';
export { fieldBytes } from './plan/bytes-estimate.ts';
export type { DuplicateComparison } from './plan/duplicate-index.ts';
export {
  type DuplicateQuery,
  duplicateGroups,
  duplicateRanksQuery,
  duplicateStartsQuery,
  MAX_REMEMBERED_DUPLICATES,
} from './plan/duplicate-queries.ts';
export { planQuery } from './plan/plan-query.ts';
export type { EngineText, PlanInput, PlanOutcome, QueryPlan, QueryRequest } from './plan/query-plan.ts';
export { QueryPlanner } from './plan/query-planner.ts';
export {
  type CompiledQuery,
  type CompileOptions,
  compileStructuredQuery,
} from './structured/compile-structured-query.ts';
export {
  decodeEventCursor,
  type EventCursor,
  type EventRowsOptions,
  encodeEventCursor,
  eventRowsSql,
} from './structured/event-rows-sql.ts';
export { compareProbes, type FieldProbe, queryProbes } from './structured/field-probes.ts';
export { type FieldTypes, fieldNames, fieldTypes, fieldTypesSql } from './structured/field-types.ts';
export { parseCalculations, parseFieldNames, parseFilters } from './structured/filter-text.ts';
export { type PlainStatement, plainStatement } from './structured/plain-statement.ts';
export { decodeQuery, encodeQuery } from './structured/query-url.ts';
export { readStructuredQuery } from './structured/read-structured-query.ts';
export {
  type HeatmapAnswer,
  heatmapAnswer,
  type SeriesAnswer,
  type SeriesGroup,
  seriesAnswer,
} from './structured/series-answer.ts';
export { SPAN_WEIGHT, WEIGHT_SUM } from './structured/span-weight.ts';
export {
  CALCULATION_OPS,
  type Calculation,
  calculationName,
  FILTER_OPS,
  type Filter,
  type FilterNode,
  STRUCTURED_LIMITS,
  type StructuredQuery,
} from './structured/structured-query.ts';
export { COLUMNS_BEFORE } from './structured/table-with-series.ts';
export { bucketTimes, type TimeBuckets, timeBuckets } from './structured/time-buckets.ts';
export { type CopiedText, positionInUserText, type TextPosition } from './translate/copied-text.ts';
export { type EngineFailure, type FailedText, failurePlaces } from './translate/failure-places.ts';
export type { RelationCatalogue, RelationSource, SourceColumn } from './translate/relation-source.ts';
export { translate } from './translate/translate.ts';
export type { SourceBound, Translation, UsedSource } from './translate/translation.ts';
export { duckdbType } from './types/duckdb-type.ts';
export type { ResultColumn, RowField, TrinoType } from './types/trino-type.ts';
export { typeText } from './types/type-text.ts';
export { parseTypeText } from './types/type-text-parser.ts';
