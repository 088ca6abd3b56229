// Which engine answers where the request leaves it open. Pure; docs/adr/0016 has the figures behind the constants.

/** What a plan reads. */
export interface ScanSize {
  readonly files: number;
  /** Of the columns used. */
  readonly bytes: number;
}

/** What DuckDB has to work with. */
export interface DuckdbReach {
  /** What a request for a range takes. */
  readonly requestMs: number;
  /** Requests at once: one a thread of DuckDB. */
  readonly parallelRequests: number;
  readonly bytesPerSecond: number;
}

/** A query function of 1,769 MB beside its bucket. */
export const LAMBDA_REACH: DuckdbReach = { requestMs: 30, parallelRequests: 2, bytesPerSecond: 70e6 };

/** A footer, and columns that lie together. */
const REQUESTS_PER_FILE = 2;
/** What a person waits for an answer whose next question depends on it. Athena takes two to three seconds of it for any. */
const PATIENCE_MS = 6_000;

/** The longer of the two: requests wait while bytes flow. */
export function duckdbMs(
  { files, bytes }: ScanSize,
  { requestMs, parallelRequests, bytesPerSecond }: DuckdbReach,
): number {
  const waitingMs = (files * REQUESTS_PER_FILE * requestMs) / parallelRequests;
  return Math.max(waitingMs, (bytes / bytesPerSecond) * 1_000);
}

export function chooseEngine(scan: ScanSize, reach: DuckdbReach = LAMBDA_REACH): 'duckdb' | 'athena' {
  return duckdbMs(scan, reach) <= PATIENCE_MS ? 'duckdb' : 'athena';
}
