// A value of a comparison: how it is read, how often each side has it, and the conditions that it is. Pure.
import type { FilterNode } from '@tracelake/query/structured';
import type { Comparison } from '../api/api-types.ts';
import { kindOfField, valueText } from '../format/attribute-value.ts';
import { percentText } from '../format/count.ts';
import { joined, valueFilter } from './value-filter.ts';

export type ComparedField = Comparison['fields'][number];
export type ComparedValue = ComparedField['values'][number];

export function sharesText({ selectedShare, baselineShare }: ComparedValue): string {
  return `${percentText(selectedShare)} of what was picked, ${percentText(baselineShare)} of the rest`;
}

export function labelOf(column: string, { kind, value, low, high }: ComparedValue): string {
  if (kind === 'missing') return '(missing)';
  const unit = kindOfField(column);
  if (kind === 'range') return `${valueText(low!, unit)} – ${valueText(high!, unit)}`;
  if (value === '') return '(empty)';
  return typeof value === 'number' ? valueText(value, unit) : String(value);
}

/** A range's bounds are the least and the greatest of its values: both belong to it. */
export function filterOf(column: string, { kind, value, low, high }: ComparedValue, isExcluded: boolean): FilterNode {
  if (kind !== 'range') return valueFilter(column, kind === 'missing' ? null : value, isExcluded);
  return isExcluded
    ? joined([{ column, op: '<', value: low! }, { column, op: '>', value: high! }, valueFilter(column, null)], 'OR')
    : joined(
        [
          { column, op: '>=', value: low! },
          { column, op: '<=', value: high! },
        ],
        'AND',
      );
}
