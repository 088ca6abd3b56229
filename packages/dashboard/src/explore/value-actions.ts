// What can be done with any value anywhere: where, exclude, group by, traces, copy. The same words, the same keys.

import { useNavigate } from '@tanstack/react-router';
import type { FilterNode, StructuredQuery } from '@tracelake/query/structured';
import { visibleText } from '../format/visible-text.ts';
import { copyText } from '../ui/copied-text.ts';
import type { ValueKeys } from '../ui/value-keys.ts';
import type { ExploreState } from './explore-state.ts';
import { groupValueText } from './group-label.ts';
import { addBreakdown, filterText, narrow, type QueryStep } from './query-steps.ts';
import { durationsOf, exploreSearch, groupedBy, heatmapOf, ratesOf } from './starting-query.ts';
import { type AttributeCell, cellsFilter, valueFilter } from './value-filter.ts';

export interface ValueActions {
  where(filter: FilterNode): void;
  exclude(filter: FilterNode): void;
  groupBy(...columns: readonly string[]): void;
  traces(filter: FilterNode): void;
}

export interface ExploreLinks extends ValueActions {
  /** Numbers as a heatmap of them all; what has any other value over time. */
  chart(column: string, value: unknown): void;
}

/** In Explore they change the question that is there. */
export function exploreActions(state: ExploreState): ValueActions {
  const add = (filter: FilterNode): void => state.apply(narrow(filter), `Filter added: ${filterText(filter)}`);
  return {
    where: add,
    exclude: add,
    groupBy: (...columns) => state.apply(addBreakdowns(columns), `Grouped by ${visibleText(columns.join(', '))}`),
    traces: state.showTraces,
  };
}

/** Elsewhere they begin one, or go on from a question that is there already. */
export function useExploreLinks(from?: StructuredQuery): ExploreLinks {
  const navigate = useNavigate();
  const open = (query: StructuredQuery, tab?: 'traces'): void =>
    void navigate({ to: '/explore', search: { q: exploreSearch(query), ...(tab === undefined ? {} : { tab }) } });
  const filtered = (filter: FilterNode): StructuredQuery =>
    from === undefined ? durationsOf([filter]) : narrow(filter)(from);
  const begin = (filter: FilterNode): void => open(filtered(filter));
  return {
    where: begin,
    exclude: begin,
    groupBy: (...columns) => open(addBreakdowns(columns)(from ?? groupedBy(columns[0]))),
    traces: (filter) => open(filtered(filter), 'traces'),
    chart: (column, value) =>
      open(typeof value === 'number' ? heatmapOf(column) : ratesOf([valueFilter(column, value)])),
  };
}

function addBreakdowns(columns: readonly string[]): QueryStep {
  return (query) => columns.reduce((before, column) => addBreakdown(column)(before), query);
}

/** The keys of a value in a table's row, or of those of the rows that are selected. */
export function valueKeys(actions: ValueActions, cells: readonly AttributeCell[]): ValueKeys {
  if (cells.length === 0) return {};
  return {
    where: () => actions.where(cellsFilter(cells)),
    exclude: () => actions.exclude(cellsFilter(cells, true)),
    traces: () => actions.traces(cellsFilter(cells)),
    groupBy: () => actions.groupBy(...new Set(cells.map(({ column }) => column))),
    copy: () => copyValues(cells.map(({ value }) => value)),
    ...(cells.length === 1 ? { about: aboutCell(cells[0]) } : {}),
  };
}

/** Of what is no attribute's value, as a number of a result: only to copy. */
export function copyKeys(cell: AttributeCell): ValueKeys {
  return { copy: () => copyValue(cell.value), about: aboutCell(cell) };
}

/** A moment is bounded by the range of time, and no condition takes a list: such values can be copied. */
const NOT_FILTERED = /^(timestamp|date|time|interval|array|map|row|json|varbinary)\b/;

/** Of an answer's column of this type. */
export function answerKeys(
  actions: ValueActions,
  type: string | undefined,
  cells: readonly AttributeCell[],
): ValueKeys {
  if (type === undefined || !NOT_FILTERED.test(type)) return valueKeys(actions, cells);
  return cells.length === 1 ? copyKeys(cells[0]) : { copy: () => copyValues(cells.map(({ value }) => value)) };
}

interface FilteredCell extends AttributeCell {
  readonly where: FilterNode;
  readonly exclude: FilterNode;
}

/** Of a value that is a range, or of what else takes conditions of its own. */
export function filterKeys(actions: ValueActions, { where, exclude, ...cell }: FilteredCell): ValueKeys {
  return {
    ...valueKeys(actions, [cell]),
    where: () => actions.where(where),
    exclude: () => actions.exclude(exclude),
    traces: () => actions.traces(where),
  };
}

function aboutCell({ column, value }: AttributeCell): NonNullable<ValueKeys['about']> {
  return { column: visibleText(column), text: groupValueText(value) };
}

export function copyValue(value: unknown): void {
  copyValues([value]);
}

/** A line each. */
export function copyValues(values: readonly unknown[]): void {
  const said = values.length === 1 ? groupValueText(values[0]) : `${values.length} values`;
  void copyText(values.map((value) => String(value ?? '')).join('\n'), `Copied ${said}`);
}
