// What Explore asks: one query for rows, series and heatmaps together, one for the total of groups.
import { useQuery } from '@tanstack/react-query';
import type { StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { exploreQuestion } from './asked-query.ts';
import { calculationsOf } from './query-steps.ts';

export function useExploreAnswer(query: StructuredQuery) {
  const { range } = useRangeClock();
  return useQuery(exploreQuestion(query, range));
}

/** Of all groups together. */
export function useTotal(query: StructuredQuery) {
  const { range } = useRangeClock();
  const calculations = calculationsOf(query).filter(({ op }) => op !== 'HEATMAP');
  const {
    breakdowns: _breakdowns,
    orders: _orders,
    havings: _havings,
    limit: _limit,
    granularity: _granularity,
    ...rest
  } = query;
  const hasGroups = (query.breakdowns?.length ?? 0) > 0;
  return useQuery({ ...structuredQuery({ ...rest, calculations }, range), enabled: hasGroups });
}
