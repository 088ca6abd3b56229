// One QueryEngine for every engine: what other packages may use of this one.
export type { AthenaClientSettings } from './athena/athena-api.ts';
export { athenaUsd } from './athena/athena-cost.ts';
export { AthenaEngine } from './athena/athena-engine.ts';
export type { StartedQuery } from './athena/started-query.ts';
export { DuckdbEngine, type DuckdbEngineOptions } from './duckdb/duckdb-engine.ts';
export { findHttpfs, type HttpfsSearch } from './duckdb/httpfs-extension.ts';
export {
  LakeSession,
  type LakeSessionOptions,
  type SessionPlan,
  type SessionQuery,
  type SessionResult,
  type SnapshotReader,
} from './lake-session.ts';
export type { EngineQuery, EngineResult, EngineStats, QueryEngine, ResultValue, RunOptions } from './query-engine.ts';
export { RangeProxy, type RangeProxyOptions } from './range-proxy/range-proxy.ts';
export type { TrinoConnection } from './trino/trino-connection.ts';
export { TrinoEngine } from './trino/trino-engine.ts';
