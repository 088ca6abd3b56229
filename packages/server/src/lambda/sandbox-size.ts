// What DuckDB may take of a Lambda function's memory, so that a query that needs more is told so: what takes all of it ends the sandbox without a word. Pure.
import type { DuckdbEngineOptions } from '@tracelake/engine';

/** This process with the proxy's cache and what is read ahead (233 MB), and DuckDB's process beyond what DuckDB counts (512 MB). */
const BESIDE_DUCKDB_MB = 745;
const LEAST_MB = 128;
/** Lambda gives a core for so much. */
const MB_PER_CORE = 1_769;
const LEAST_THREADS = 2;

/** @param memoryMb `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`; what is no number leaves the engine's own limits */
export function engineSize(memoryMb: string | undefined): Pick<DuckdbEngineOptions, 'memoryLimitMb' | 'threads'> {
  const megabytes = Number(memoryMb ?? '');
  if (!(megabytes > 0)) return {};
  return {
    memoryLimitMb: Math.max(LEAST_MB, megabytes - BESIDE_DUCKDB_MB),
    threads: Math.max(LEAST_THREADS, Math.round(megabytes / MB_PER_CORE)),
  };
}
