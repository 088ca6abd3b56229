// What can be done with any value anywhere: where, exclude, group by, copy. The same words, the same keys.

import { useNavigate } from '@tanstack/react-router';
import type { Filter, StructuredQuery } from '@tracelake/query/structured';
import { visibleText } from '../format/visible-text.ts';
import type { ValueKeys } from '../ui/data-table.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { ExploreState } from './explore-state.ts';
import { groupValueText } from './group-label.ts';
import { addBreakdown, addFilter, filterText, valueFilter } from './query-steps.ts';
import { durationsOf, exploreSearch, groupedBy } from './starting-query.ts';

export interface ValueActions {
  where(filter: Filter): void;
  exclude(filter: Filter): void;
  groupBy(column: string): void;
}

/** In Explore they change the question that is there. */
export function exploreActions(state: ExploreState): ValueActions {
  const add = (filter: Filter): void => state.apply(addFilter(filter), `Filter added: ${filterText(filter)}`);
  return {
    where: add,
    exclude: add,
    groupBy: (column) => state.apply(addBreakdown(column), `Grouped by ${visibleText(column)}`),
  };
}

export interface ExploreLinks extends ValueActions {
  traces(filter: Filter): void;
}

/** Elsewhere they begin one, or go on from a question that is there already. */
export function useExploreLinks(from?: StructuredQuery): ExploreLinks {
  const navigate = useNavigate();
  const open = (query: StructuredQuery, tab?: 'traces'): void =>
    void navigate({ to: '/explore', search: { q: exploreSearch(query), ...(tab === undefined ? {} : { tab }) } });
  const filtered = (filter: Filter): StructuredQuery =>
    from === undefined ? durationsOf([filter]) : addFilter(filter)(from);
  const begin = (filter: Filter): void => open(filtered(filter));
  return {
    where: begin,
    exclude: begin,
    groupBy: (column) => open(from === undefined ? groupedBy(column) : addBreakdown(column)(from)),
    traces: (filter) => open(filtered(filter), 'traces'),
  };
}

/** The keys of a value in a table's row. */
export function valueKeys(actions: ValueActions, column: string, value: unknown): ValueKeys {
  return {
    where: () => actions.where(valueFilter(column, value)),
    exclude: () => actions.exclude(valueFilter(column, value, true)),
    groupBy: () => actions.groupBy(column),
    copy: () => copyValue(value),
  };
}

export function copyValue(value: unknown): void {
  void navigator.clipboard.writeText(value === null || value === undefined ? '' : String(value));
  showToast(`Copied ${groupValueText(value)}`);
}
