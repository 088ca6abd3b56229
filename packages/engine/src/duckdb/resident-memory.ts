// Resident memory of another process: DuckDB's own limit does not count every allocation.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const BYTES_PER_KIBIBYTE = 1024;

/** Bytes; `undefined` where the system does not say or the process has ended. */
export async function residentMemoryBytes(pid: number): Promise<number | undefined> {
  const kibibytes = process.platform === 'linux' ? fromProc(pid) : await fromPs(pid);
  return kibibytes === undefined ? undefined : kibibytes * BYTES_PER_KIBIBYTE;
}

/** Not of a disk: it is there at once, and by the way of node's threads a crowded machine takes four turns for it. */
function fromProc(pid: number): number | undefined {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return match === null ? undefined : Number(match[1]);
  } catch {
    return undefined;
  }
}

/** macOS and others without /proc. */
export async function fromPs(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) || undefined;
  } catch {
    return undefined;
  }
}
