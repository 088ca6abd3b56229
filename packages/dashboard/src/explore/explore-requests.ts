// What Explore asks: one query for rows, series and heatmaps together, one for the total of groups, one for new versions.
import { useQuery } from '@tanstack/react-query';
import type { StructuredQuery } from '@tracelake/query/structured';
import { sqlQuery, structuredQuery } from '../api/api-queries.ts';
import type { TimeMark } from '../charts/time-mark.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { calculationsOf } from './query-steps.ts';

/** Buckets of a chart: a column of a heatmap is then some eleven pixels wide on a desktop. */
const BUCKETS = 120;
const BUCKET_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
];

export function bucketSeconds({ startMs, endMs }: TimeRange, buckets = BUCKETS): number {
  const least = (endMs - startMs) / 1000 / buckets;
  return BUCKET_SECONDS.find((seconds) => seconds >= least * 0.999) ?? Math.ceil(least);
}

export function useExploreAnswer(query: StructuredQuery) {
  const { range } = useRangeClock();
  return useQuery(structuredQuery({ granularity: bucketSeconds(range), ...query }, range));
}

/** Of all groups together. */
export function useTotal(query: StructuredQuery) {
  const { range } = useRangeClock();
  const calculations = calculationsOf(query).filter(({ op }) => op !== 'HEATMAP');
  const { breakdowns: _breakdowns, orders: _orders, havings: _havings, limit: _limit, ...rest } = query;
  const hasGroups = (query.breakdowns?.length ?? 0) > 0;
  return useQuery({ ...structuredQuery({ ...rest, calculations }, range), enabled: hasGroups });
}

export interface NewVersion {
  readonly service: string;
  readonly version: string;
  readonly firstMs: number;
  /** The version of most spans before it. */
  readonly before: string | null;
}

const VERSIONS_SQL = `SELECT service_name, "service.version" AS version, min(start_time_unix_nano) AS first, count(*) AS n
FROM spans WHERE main AND "service.version" IS NOT NULL AND kind <> 'CLIENT' GROUP BY 1, 2`;
/** A version of the range's first moments was there before it. */
const SETTLED_SHARE = 0.02;

/** Versions first seen in the range, of services that had another one before. */
export function useNewVersions(): readonly NewVersion[] {
  const { range } = useRangeClock();
  const { data } = useQuery(sqlQuery(VERSIONS_SQL, range));
  return newVersions(data?.rows ?? [], range);
}

export function newVersions(rows: readonly (readonly unknown[])[], { startMs, endMs }: TimeRange): NewVersion[] {
  const seen = rows.map(([service, version, first]) => ({
    service: String(service),
    version: String(version),
    firstMs: Number(BigInt(String(first)) / 1_000_000n),
  }));
  const first = Math.min(...seen.map(({ firstMs }) => firstMs));
  const settledMs = Math.max(startMs, first) + (endMs - startMs) * SETTLED_SHARE;
  return seen
    .flatMap((one) => {
      const others = seen.filter(({ service, firstMs }) => service === one.service && firstMs < one.firstMs);
      const before = others.sort((left, right) => right.firstMs - left.firstMs)[0];
      return one.firstMs > settledMs && before !== undefined ? [{ ...one, before: before.version }] : [];
    })
    .sort((one, other) => one.firstMs - other.firstMs);
}

export function versionMarks(versions: readonly NewVersion[]): TimeMark[] {
  return versions.map(({ service, version, firstMs }) => ({ ms: firstMs, label: `${service} ${version}` }));
}
