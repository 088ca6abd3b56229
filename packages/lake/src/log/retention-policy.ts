// Which hours of arrival are older than the lake keeps. Pure.
import { partitionAt } from '../lake-paths.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * The first partition (`2026-11-22T17`) that is kept: the oldest that is not wholly older than `retentionDays`.
 * `before` is what already counts; the bound never goes back, also when the clock is set back.
 */
export function retainedFrom(nowMs: number, retentionDays: number, before: string | null): string {
  const oldest = Math.floor((nowMs - retentionDays * DAY_MS) / HOUR_MS) * HOUR_MS;
  const partition = partitionAt(oldest);
  return before !== null && before > partition ? before : partition;
}
