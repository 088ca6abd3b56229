// What a comparison asks, from what was picked: a box, conditions, or a preset that needs no drag.
import { allFilters, type CompareQuery, type StructuredQuery } from '@tracelake/query/structured';
import type { ExploreState } from './explore-state.ts';

/** The calculated field that a condition or the box is of, which no comparison takes. */
export function calculatedIn(
  { calculatedFields = [], filters = [] }: StructuredQuery,
  { box, picked }: Pick<ExploreState, 'box' | 'picked'>,
): string | undefined {
  const named = new Set([...allFilters([...filters, ...(picked ?? [])]).map(({ column }) => column), box?.column]);
  return calculatedFields.find(({ name }) => named.has(name))?.name;
}

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
