// What is asked and said where no span fits a question: without each of its conditions, are there some? Pure.
import type { StructuredQuery } from '@tracelake/query/structured';
import { countText } from '../format/count.ts';
import { filterText, isAnyEnough } from './query-steps.ts';

/** Each takes a question of its own. */
const MOST_TRIED = 5;

export function countOfAll({ calculatedFields }: StructuredQuery): StructuredQuery {
  return { calculations: [{ op: 'COUNT' }], ...(calculatedFields === undefined ? {} : { calculatedFields }) };
}

/** The question without its first condition, without its second, … None where no condition alone keeps spans out, or does so by itself. */
export function withoutEach(query: StructuredQuery): readonly StructuredQuery[] {
  const { filters = [] } = query;
  if (isAnyEnough(query) || filters.length < 2 || filters.length > MOST_TRIED) return [];
  return filters.map((_, index) => ({ ...countOfAll(query), filters: filters.filter((_, at) => at !== index) }));
}

/** The last one without which spans match; else the last. */
export function emptyingFilter(filters: number, counts: readonly (number | null)[]): number {
  const found = counts.findLastIndex((count) => (count ?? 0) > 0);
  return found < 0 ? filters - 1 : found;
}

/** @param without how many match without the condition that is to be dropped, where that is known */
export function noMatchText(query: StructuredQuery, all: number | null, without: number | null): string {
  const { filters = [] } = query;
  if (filters.length === 0) return 'Nothing was received in this range of time.';
  const words = filters.map(filterText).join(isAnyEnough(query) ? ' or ' : ' and ');
  const rest =
    without === null || without === 0
      ? ''
      : ` Without the condition beneath, ${spansText(without)} ${without === 1 ? 'matches' : 'match'}.`;
  return `${words} matches ${all === null ? 'no span of' : `none of ${spansText(all)} in`} this range of time.${rest}`;
}

function spansText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'span' : 'spans'}`;
}
