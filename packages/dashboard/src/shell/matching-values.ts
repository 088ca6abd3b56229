// Values of fields that a search means: those that the catalogue holds as the most frequent ones. Pure.
interface KnownValues {
  readonly key: string;
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

export interface MatchingValue {
  readonly key: string;
  readonly value: string;
  readonly count: number;
}

/** A letter alone is in everything. */
const LEAST_LETTERS = 2;
/** What is longer, as a stack, nobody means by a few letters of it. */
const MOST_LETTERS = 120;

/** What begins so comes first, then what is most frequent. */
export function matchingValues(fields: readonly KnownValues[], search: string, most: number): readonly MatchingValue[] {
  const text = search.trim().toLowerCase();
  if (text.length < LEAST_LETTERS) return [];
  const beginsSo = ({ value }: MatchingValue): number => (value.toLowerCase().startsWith(text) ? 0 : 1);
  return fields
    .flatMap(({ key, top }) => top.map(({ value, count }) => ({ key, value, count })))
    .filter(({ value }) => value.length <= MOST_LETTERS && value.toLowerCase().includes(text))
    .sort((one, other) => beginsSo(one) - beginsSo(other) || other.count - one.count)
    .slice(0, most);
}
