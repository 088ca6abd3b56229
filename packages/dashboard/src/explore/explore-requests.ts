// What Explore asks: one query for rows, series and heatmaps together, one for the total of groups.
import { useQuery } from '@tanstack/react-query';
import type { StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
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
