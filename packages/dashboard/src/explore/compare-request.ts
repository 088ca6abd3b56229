// What a comparison asks, from what was picked: a box, conditions, or a preset that needs no drag.
import type { CompareQuery, StructuredQuery } from '@tracelake/query/structured';
import type { ExploreState } from './explore-state.ts';

export function compareRequest(
  query: StructuredQuery,
  { box, preset, picked }: Pick<ExploreState, 'box' | 'preset' | 'picked'>,
): CompareQuery | null {
  const selection =
    box !== null ? { box } : picked !== null ? { filters: picked } : preset !== null ? { preset } : null;
  if (selection === null) return null;
  return {
    filters: query.filters ?? [],
    ...(query.filterCombination === undefined ? {} : { filterCombination: query.filterCombination }),
    selection,
  };
}
