// What Explore asks: one query for rows, series and heatmaps together, one for the total of groups.
import { useQuery } from '@tanstack/react-query';
import type { FilterNode, StructuredQuery } from '@tracelake/query/structured';
import { type AskedAnswer, structuredQuery } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { areClose, type TimeRange } from '../time/time-range.ts';
import { exploreQuestion } from './asked-query.ts';
import type { ExploreState } from './explore-state.ts';
import { pickedFilters, pickedRange } from './picked-spans.ts';
import { calculationsOf } from './query-steps.ts';

export function useExploreAnswer(query: StructuredQuery) {
  const { range } = useRangeClock();
  return useQuery(exploreQuestion(query, range));
}

/** Of all groups together. */
export function useTotal(query: StructuredQuery) {
  const { range } = useRangeClock();
  const hasGroups = (query.breakdowns?.length ?? 0) > 0;
  return useQuery({ ...structuredQuery(totalQuery(query), range), enabled: hasGroups });
}

/** Of the same question as the groups and, but for a step of the live clock, of the same range; else it is not known yet. */
export function totalOf({ asked }: Pick<AskedAnswer, 'asked'>, total: Pick<AskedAnswer, 'asked' | 'rows'> | undefined) {
  const isSame =
    total !== undefined &&
    areClose(total.asked.range, asked.range) &&
    JSON.stringify(total.asked.query) === JSON.stringify(totalQuery(asked.query));
  return isSame ? total.rows[0] : undefined;
}

function totalQuery(query: StructuredQuery): StructuredQuery {
  const calculations = calculationsOf(query).filter(({ op }) => op !== 'HEATMAP');
  const {
    breakdowns: _breakdowns,
    orders: _orders,
    havings: _havings,
    limit: _limit,
    granularity: _granularity,
    ...rest
  } = query;
  return { ...rest, calculations };
}

export interface PickedSpans {
  readonly filters: readonly FilterNode[];
  readonly range: TimeRange;
}

/** Conditions and range of what is picked; null until it is known where the slowest tenth begins, which a comparison asks as well. */
export function usePickedSpans(state: ExploreState) {
  const { filters, filterCombination, calculatedFields } = state.query;
  const { range } = useRangeClock();
  const isSlowest = state.preset === 'slowest' && state.box === null && state.picked === null;
  const asked: StructuredQuery = {
    calculations: [{ op: 'P90', column: 'duration_ms' }],
    ...(filters === undefined ? {} : { filters }),
    ...(filterCombination === undefined ? {} : { filterCombination }),
    ...(calculatedFields === undefined ? {} : { calculatedFields }),
  };
  const bound = useQuery({ ...structuredQuery(asked, range), enabled: isSlowest });
  return { bound, spans: pickedSpans() };

  function pickedSpans(): PickedSpans | null {
    const { data } = bound;
    if (!isSlowest) return { filters: pickedFilters(state.query, state), range: pickedRange(range, state.box) };
    // Of another question it is another bound; of another range it is that range's.
    if (data === undefined || JSON.stringify(data.asked.query) !== JSON.stringify(asked)) return null;
    return { filters: pickedFilters(state.query, state, numberOf(data.rows[0]?.[0])), range: data.asked.range };
  }
}
