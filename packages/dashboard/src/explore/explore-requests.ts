// What Explore asks: one query for rows, series and heatmaps together, one for the total of groups.
import { useQuery } from '@tanstack/react-query';
import type { FilterNode, StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { exploreQuestion } from './asked-query.ts';
import type { ExploreState } from './explore-state.ts';
import { pickedFilters } from './picked-spans.ts';
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

/** What is picked as conditions; null until it is known where the slowest tenth begins, which a comparison asks as well. */
export function usePickedFilters(state: ExploreState): readonly FilterNode[] | null {
  const { filters, filterCombination, calculatedFields } = state.query;
  const { range } = useRangeClock();
  const isSlowest = state.preset === 'slowest' && state.box === null && state.picked === null;
  const asked: StructuredQuery = {
    calculations: [{ op: 'P90', column: 'duration_ms' }],
    ...(filters === undefined ? {} : { filters }),
    ...(filterCombination === undefined ? {} : { filterCombination }),
    ...(calculatedFields === undefined ? {} : { calculatedFields }),
  };
  const { data, isPending } = useQuery({ ...structuredQuery(asked, range), enabled: isSlowest });
  if (isSlowest && isPending) return null;
  return pickedFilters(state.query, state, numberOf(data?.rows[0]?.[0]));
}
