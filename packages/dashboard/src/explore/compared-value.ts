// A value of a comparison: how it is read, how often each side has it, and the conditions that it is. Pure.
import type { FilterNode } from '@tracelake/query/structured';
import type { Comparison } from '../api/api-types.ts';
import { kindOfField, valueText } from '../format/attribute-value.ts';
import { countText, percentText } from '../format/count.ts';
import { joined, valueFilter } from './value-filter.ts';

export type ComparedField = Comparison['fields'][number];
export type ComparedValue = ComparedField['values'][number];

export function sharesText({ selectedShare, baselineShare }: ComparedValue): string {
  return `${percentText(selectedShare)} of what was picked, ${percentText(baselineShare)} of the rest`;
}

/**
 * What chance makes of so few spans is taken off, so a head may say less than its own bars: that it is the least is said. 100% against 23.9% of
 * 47 and 767 spans are 69 points that are certain.
 */
export function differenceText({ role, difference }: Pick<ComparedField, 'role' | 'difference'>): {
  readonly text: string;
  readonly title: string | undefined;
} {
  if (role === 'selection') return { text: 'follows the box', title: undefined };
  const points = Math.floor(Math.abs(difference) * 100 + 1e-9);
  return points === 0
    ? { text: '0 pt', title: 'No more than chance makes of so few spans' }
    : { text: `≥ ${points} pt`, title: 'The least of the difference: what chance makes of so few spans is taken off' };
}

export function labelOf(column: string, { kind, value, low, high }: ComparedValue): string {
  if (kind === 'missing') return '(missing)';
  const unit = kindOfField(column);
  if (kind === 'range') return `${valueText(low!, unit)} – ${valueText(high!, unit)}`;
  if (value === '') return '(empty)';
  if (typeof value !== 'number') return String(value);
  // A whole number may be a name: 805,306,368 is not 805,306,000.
  return unit === 'number' && Number.isSafeInteger(value) ? countText(value) : valueText(value, unit);
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
