// What a condition has already, for its editor to open with: one value to write over, or the values of a list. Pure.
import type { Filter, FilterValue } from '@tracelake/query/structured';

export interface OpenedValues {
  readonly text: string;
  readonly picked: readonly string[];
  /** What a text was before it was one: a number stays a number, whatever is known of its attribute. */
  readonly typed: ReadonlyMap<string, FilterValue>;
}

/** Of another attribute, or a new condition: nothing. */
export function openedValues(filter: Filter | undefined, column: string): OpenedValues {
  const value = filter === undefined || filter.column !== column ? undefined : filter.value;
  const values = value === undefined ? [] : ([value].flat() as readonly FilterValue[]);
  const picked = values.map(String);
  const typed = new Map(values.map((one) => [String(one), one]));
  return { text: Array.isArray(value) ? '' : (picked[0] ?? ''), picked, typed };
}
