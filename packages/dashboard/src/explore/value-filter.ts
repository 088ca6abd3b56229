// Values of attributes as conditions: one, or several that were selected together. Pure.
import type { Filter, FilterNode } from '@tracelake/query/structured';

/** A value and whose it is; an absent one is null. */
export interface AttributeCell {
  readonly column: string;
  readonly value: unknown;
}

type Value = string | number | boolean;

/** A value of an answer as a condition; an absent attribute is a condition, too. */
export function valueFilter(column: string, value: unknown, isExcluded = false): Filter {
  if (value === null || value === undefined) return { column, op: isExcluded ? 'exists' : 'does-not-exist' };
  return { column, op: isExcluded ? '!=' : '=', value: value as Value };
}

/** Any of them, or none of them. */
export function cellsFilter(cells: readonly AttributeCell[], isExcluded = false): FilterNode {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const nodes = columns.flatMap((column) =>
    valuesFilters(
      column,
      cells.flatMap((cell) => (cell.column === column ? [cell.value ?? null] : [])),
      isExcluded,
    ),
  );
  return joined(nodes, isExcluded ? 'AND' : 'OR');
}

/** One condition stands for itself. */
export function joined(nodes: readonly FilterNode[], filterCombination: 'AND' | 'OR'): FilterNode {
  return nodes.length === 1 ? nodes[0] : { filters: nodes, filterCombination };
}

function valuesFilters(column: string, values: readonly unknown[], isExcluded: boolean): readonly Filter[] {
  const present = [...new Set(values.filter((value) => value !== null))] as Value[];
  const absent = present.length < new Set(values).size ? [valueFilter(column, null, isExcluded)] : [];
  if (present.length === 0) return absent;
  if (present.length === 1) return [valueFilter(column, present[0], isExcluded), ...absent];
  return [{ column, op: isExcluded ? 'not-in' : 'in', value: present }, ...absent];
}
