// Which hours of arrival are older than the lake keeps. Pure.
import { partitionAt } from '../lake-paths.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * The first partition (`2026-11-22T17`) that is kept: the oldest that is not wholly older than `retentionDays`; `null`: all are.
 * It goes back with the clock, and where more is to be kept: a bound of a clock that was ahead would hide all that comes after.
 */
export function retainedFrom(nowMs: number, retentionDays: number | null): string | null {
  if (retentionDays === null) return null;
  return partitionAt(Math.floor((nowMs - retentionDays * DAY_MS) / HOUR_MS) * HOUR_MS);
}
