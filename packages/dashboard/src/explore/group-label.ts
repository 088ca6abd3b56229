// A group's name from its values; an absent attribute and an empty text have names of their own.
import { visibleText } from '../format/visible-text.ts';

export function groupValueText(value: unknown): string {
  if (value === null || value === undefined) return '(missing)';
  return value === '' ? '(empty)' : visibleText(String(value));
}

/** All groups that are not shown; lines are told apart by their labels. */
const REST = 'Other';

export function groupLabel(group: readonly unknown[] | null): string {
  if (group === null) return REST;
  const label = group.length === 0 ? 'All' : group.map(groupValueText).join(' · ');
  return label === REST ? `“${label}”` : label;
}
