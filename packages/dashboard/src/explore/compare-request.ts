// What a comparison asks, from what was picked: a box, or a preset that needs no drag.
import type { CompareQuery, SelectionBox, StructuredQuery } from '@tracelake/query/structured';
import type { ComparePreset } from './explore-state.ts';

export function compareRequest(
  query: StructuredQuery,
  box: SelectionBox | null,
  preset: ComparePreset | null,
): CompareQuery | null {
  if (box === null && preset === null) return null;
  return {
    filters: query.filters ?? [],
    ...(query.filterCombination === undefined ? {} : { filterCombination: query.filterCombination }),
    selection: box !== null ? { box } : { preset: preset! },
  };
}
