// Bytes this process has read by system calls, page cache included: what a query's scans have cost.
import { readFileSync } from 'node:fs';

/** `undefined` where the system does not count (no /proc). */
export function bytesRead(): number | undefined {
  try {
    const match = /^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'));
    return match === null ? undefined : Number(match[1]);
  } catch {
    return undefined;
  }
}
