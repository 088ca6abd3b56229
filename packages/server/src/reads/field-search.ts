// Attributes by name, as autocomplete wants them. Pure.
import type { FieldLevel, FieldValueType } from '@tracelake/schema';

/** An attribute of the lake, merged over all files. */
export interface LakeField {
  readonly key: string;
  readonly level: FieldLevel;
  /** Physical column, or `null` when the values lie in a map. */
  readonly column: string | null;
  /** Rows (or events) that have it, by type of value. */
  readonly types: Readonly<Partial<Record<FieldValueType, number>>>;
  readonly rows: number;
  /** Estimate of the number of different values. */
  readonly distinct: number;
  /** Most frequent values with their counts. */
  readonly top: readonly (readonly [value: string, count: number])[];
}

/** Names that contain `search` in any case: the equal first, then those that begin with it, then the most frequent. */
export function searchFields(fields: readonly LakeField[], search: string): LakeField[] {
  const wanted = search.toLowerCase();
  const ranked: { field: LakeField; rank: number }[] = [];
  for (const field of fields) {
    const rank = rankOf(field.key.toLowerCase(), wanted);
    if (rank !== null) ranked.push({ field, rank });
  }
  ranked.sort(
    (left, right) =>
      left.rank - right.rank ||
      right.field.rows - left.field.rows ||
      (left.field.key < right.field.key ? -1 : left.field.key > right.field.key ? 1 : 0),
  );
  return ranked.map(({ field }) => field);
}

function rankOf(key: string, wanted: string): number | null {
  if (wanted === '') return 0;
  if (key === wanted) return 0;
  const position = key.indexOf(wanted);
  if (position < 0) return null;
  return position === 0 ? 1 : key[position - 1] === '.' ? 2 : 3;
}
