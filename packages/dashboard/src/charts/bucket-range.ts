// A drag along time as the buckets that it touches. Pure.
import type { TimeRange } from '../time/time-range.ts';

/** @param buckets their starts, in seconds */
export function bucketRange(buckets: readonly number[], stepSeconds: number, from: number, to: number): TimeRange {
  const touched = buckets.filter((start) => start + stepSeconds > from && start < to);
  const [first = from, last = to - stepSeconds] = [touched[0], touched.at(-1)];
  return { startMs: first * 1000, endMs: (last + stepSeconds) * 1000 };
}
