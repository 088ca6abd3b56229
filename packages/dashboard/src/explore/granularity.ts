// How long a bucket of a question's charts is: what can be chosen for a range, and how it is typed. Pure.
import { STRUCTURED_LIMITS, type StructuredQuery } from '@tracelake/query/structured';
import { BUCKET_SECONDS, BUCKET_UNITS, bucketSeconds } from '../time/bucket-seconds.ts';
import type { TimeRange } from '../time/time-range.ts';

const TYPED = /^(\d{1,6})\s*(s|m|h|d)[a-z]*$/i;

/** `30s`, `5 min`, `2 hours`; null for what is no length of time. */
export function typedGranularity(text: string): number | null {
  const [, amount, letter] = TYPED.exec(text.trim()) ?? [];
  if (amount === undefined) return null;
  const [, length] = BUCKET_UNITS.find(([unit]) => unit.startsWith(letter.toLowerCase()))!;
  return Number(amount) * length || null;
}

/** Those that give a chart of this range two buckets or more, and not more than an answer has. */
export function granularities({ startMs, endMs }: TimeRange): number[] {
  return BUCKET_SECONDS.filter((one) => fits(one, { startMs, endMs }));
}

/** The question's own where it fits the range, which may be another than it was made for. */
export function fittingGranularity(
  { granularity }: Pick<StructuredQuery, 'granularity'>,
  range: TimeRange,
  buckets?: number,
): number {
  return typeof granularity === 'number' && fits(granularity, range) ? granularity : bucketSeconds(range, buckets);
}

function fits(granularity: number, { startMs, endMs }: TimeRange): boolean {
  const buckets = (endMs - startMs) / 1000 / granularity;
  // A range begins and ends inside of buckets.
  return buckets >= 2 && buckets + 2 <= STRUCTURED_LIMITS.seriesBuckets;
}
