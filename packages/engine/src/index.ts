// One QueryEngine for every engine: what other packages may use of this one.
export type { EngineQuery, EngineResult, EngineStats, QueryEngine, ResultValue, RunOptions } from './query-engine.ts';
