// How long a bucket of a chart is: what people read off an axis. Pure.
import type { TimeRange } from './time-range.ts';

/** Buckets of a chart: a column of a heatmap is then some eleven pixels wide on a desktop. */
const BUCKETS = 120;
export const BUCKET_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000,
];
/** The longest that the API takes. */
const YEAR_SECONDS = 31_536_000;

export function bucketSeconds({ startMs, endMs }: TimeRange, buckets = BUCKETS): number {
  const least = (endMs - startMs) / 1000 / buckets;
  return BUCKET_SECONDS.find((seconds) => seconds >= least * 0.999) ?? YEAR_SECONDS;
}

export const BUCKET_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** `30 s`, `5 min`. */
export function bucketText(seconds: number): string {
  const [unit, length] = BUCKET_UNITS.find(([, length]) => seconds % length === 0)!;
  return `${seconds / length} ${unit}`;
}
