// A query as plain data: what other packages may use of this one.
export type { EngineText, PlanInput, QueryPlan, QueryRequest } from './plan/query-plan.ts';
export type { RelationCatalogue, RelationSource, SourceColumn } from './translate/relation-source.ts';
export type { SourceBound, Translation, UsedSource } from './translate/translation.ts';
export { duckdbType } from './types/duckdb-type.ts';
export type { ResultColumn, RowField, TrinoType } from './types/trino-type.ts';
export { typeText } from './types/type-text.ts';
export { parseTypeText } from './types/type-text-parser.ts';
