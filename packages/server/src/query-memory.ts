// What DuckDB may take for one query, so that two of them and the server find place in the memory of the machine or its container: what is too
// much is then told, and the system ends no process.
import { totalmem } from 'node:os';

/** More than the server has at its usual rate: large bodies, files that are read again. */
const SERVER_MB = 500;
/** DuckDB's process beyond what DuckDB counts, while nothing is asked. */
const CHILD_MB = 190;
/** That run at once for as long as they take. */
const LONG_QUERIES = 2;
const LEAST_MB = 128;
const MOST_MB = 1_024;
const BYTES_PER_MB = 1_048_576;

/** Of the container, where it has less than the machine. */
export function memoryBytes(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}

/** In MB. A container of 1,000 has 128 for each: beside two that took a GB the system ended them and, while it was at it, the server. */
export function queryMemoryMb(bytes: number): number {
  const share = Math.floor((bytes / BYTES_PER_MB - SERVER_MB) / LONG_QUERIES) - CHILD_MB;
  return Math.min(MOST_MB, Math.max(LEAST_MB, share));
}
