// Buckets of a time series: whole multiples of the granularity since 1970, so that they stay where they are when the range moves on.
import { TracelakeError } from '@tracelake/schema';
import { STRUCTURED_LIMITS } from './structured-query.ts';

export interface NanoRange {
  /** Inclusive. */
  readonly startTimeUnixNano: bigint;
  /** Exclusive. */
  readonly endTimeUnixNano: bigint;
}

export interface TimeBuckets {
  readonly granularitySeconds: number;
  /** Number of the first bucket: its start is this many granularities after 1970. */
  readonly first: bigint;
  readonly count: number;
}

const NANOS_PER_SECOND = 1_000_000_000n;

/** What people read off an axis. */
const STEPS_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000, 31_536_000,
];
const AUTO_BUCKETS = 120;

/** Throws `invalid_request` where the range would have too many buckets. */
export function timeBuckets(range: NanoRange, granularity: 'auto' | number): TimeBuckets {
  if (granularity !== 'auto') {
    const buckets = bucketsOf(range, granularity);
    if (buckets.count > STRUCTURED_LIMITS.seriesBuckets) refuseTooMany(range, granularity, buckets.count);
    return buckets;
  }
  const fits = STEPS_SECONDS.map((step) => bucketsOf(range, step)).find(({ count }) => count <= AUTO_BUCKETS);
  return fits ?? bucketsOf(range, STEPS_SECONDS.at(-1)!);
}

function bucketsOf({ startTimeUnixNano: start, endTimeUnixNano: end }: NanoRange, seconds: number): TimeBuckets {
  const width = BigInt(seconds) * NANOS_PER_SECOND;
  const first = start / width;
  const count = end <= start ? 0 : Number((end - 1n) / width - first + 1n);
  return { granularitySeconds: seconds, first, count };
}

function refuseTooMany(range: NanoRange, granularity: number, count: number): never {
  const limit = STRUCTURED_LIMITS.seriesBuckets;
  const spanSeconds = Number((range.endTimeUnixNano - range.startTimeUnixNano) / NANOS_PER_SECOND);
  const least = STEPS_SECONDS.find((step) => spanSeconds / step < limit - 1) ?? STEPS_SECONDS.at(-1)!;
  throw new TracelakeError(
    'invalid_request',
    `granularity ${granularity} gives ${count} buckets; the limit is ${limit}`,
    {
      details: { field: 'granularity', value: granularity, buckets: count, limit },
      hint: `Ask for ${least} seconds or more, or "auto".`,
    },
  );
}

/** Start of each bucket, ISO 8601. */
export function bucketTimes({ granularitySeconds, first, count }: TimeBuckets): string[] {
  const startMs = Number(first) * granularitySeconds * 1000;
  return Array.from({ length: count }, (_, index) =>
    new Date(startMs + index * granularitySeconds * 1000).toISOString(),
  );
}

/** The bucket's number, as a grouping expression. */
export function bucketSql({ granularitySeconds }: TimeBuckets): string {
  return `start_time_unix_nano / ${BigInt(granularitySeconds) * NANOS_PER_SECOND}`;
}

/** Seconds of the bucket that lie inside the range: the first and the last may be cut. */
export function bucketSecondsSql(buckets: TimeBuckets, range: NanoRange): string {
  const width = BigInt(buckets.granularitySeconds) * NANOS_PER_SECOND;
  const bucket = `(${bucketSql(buckets)})`;
  const end = `least(${bucket} * ${width} + ${width}, ${range.endTimeUnixNano})`;
  const start = `greatest(${bucket} * ${width}, ${range.startTimeUnixNano})`;
  return `((${end} - ${start}) / 1e9)`;
}
