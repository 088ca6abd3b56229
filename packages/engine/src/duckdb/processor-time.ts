// Processor time another process has used: what a query has had, however crowded the machine is.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second for everyone who reads /proc. */
const MS_PER_TICK = 10;
/** In the line behind the name, which may hold anything: user and system time. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** All threads; `undefined` where the system does not say or the process has ended. */
export function processorTimeMs(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
}
