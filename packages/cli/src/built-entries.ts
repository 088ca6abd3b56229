// What stands beside the built CLI: DuckDB's process and the roll's thread, which it starts, the questions it knows by name, and the page.

export const BUILT_ENTRIES = {
  duckdbChild: new URL('./duckdb-child.js', import.meta.url),
  rollWorker: new URL('./roll-worker.js', import.meta.url),
  page: new URL('./page/', import.meta.url),
  queries: new URL('./queries/', import.meta.url),
} as const;
