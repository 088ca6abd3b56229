// Resident memory of another process: DuckDB's own limit does not count every allocation.
import { readFile } from 'node:fs/promises';

const BYTES_PER_KIBIBYTE = 1024;

/** Bytes; `undefined` where the system does not say (no /proc) or the process has ended. */
export async function residentMemoryBytes(pid: number): Promise<number | undefined> {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'latin1'));
    return match === null ? undefined : Number(match[1]) * BYTES_PER_KIBIBYTE;
  } catch {
    return undefined;
  }
}
