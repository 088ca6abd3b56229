// The files that stand beside the built CLI and are started by it: DuckDB's process and the roll's thread.

export const BUILT_ENTRIES = {
  duckdbChild: new URL('./duckdb-child.js', import.meta.url),
  rollWorker: new URL('./roll-worker.js', import.meta.url),
} as const;
