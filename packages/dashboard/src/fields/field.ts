// An attribute of the catalogue, and what its types mean for its values. Pure.
import type { Answer } from '../api/api-client.ts';
import { countText } from '../format/count.ts';

export type Field = Answer<'GET /api/v1/fields'>['fields'][number];
export type FieldLevel = Field['levels'][number];

const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'text', boolean: 'yes or no' };

export function typesText({ types }: Pick<Field, 'types'>): string {
  return Object.keys(types)
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(', ');
}

export function placeText({ column }: Pick<Field, 'column'>): 'column' | 'map' {
  return column === null ? 'map' : 'column';
}

/** Of more than one type it is mixed. */
export function typeText(field: Pick<Field, 'types'>): string {
  return Object.keys(field.types).length > 1 ? 'mixed' : typesText(field);
}

interface Counted {
  readonly value: string;
  readonly count: number;
}

/** How many fields are of each, the most frequent first. */
export function countedBy(fields: readonly Field[], textOf: (field: Field) => string): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const field of fields) counts.set(textOf(field), (counts.get(textOf(field)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((one, other) => other.count - one.count);
}

const NAMED_VALUES = 3;

/** The values where they are few, else how many there are. */
export function valuesText({ top, distinct, types }: Pick<Field, 'top' | 'distinct' | 'types'>): string {
  const isNamed = distinct <= NAMED_VALUES && top.length === distinct && !('number' in types);
  if (isNamed) return top.map(({ value }) => (value === '' ? '(empty)' : value)).join(', ');
  return `${distinctText(distinct)} ${distinct === 1 ? 'value' : 'values'}`;
}

/** Few are counted, many estimated. */
export function distinctText(distinct: number): string {
  return distinct < 100 ? countText(distinct) : `≈ ${countText(distinct)}`;
}

export function isNumberField({ types }: Pick<Field, 'types'>): boolean {
  return 'number' in types;
}

/** The API gives values as text; a filter wants them as they are. Of mixed types the text is what most of them share. */
export function typedValue({ types }: Pick<Field, 'types'>, text: string): string | number | boolean {
  const [type, ...others] = Object.keys(types);
  if (others.length > 0) return text;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  return text;
}

/** Of the rows that have it; what the catalogue's frequent values leave is the rest. */
export function topShares({ top, rows }: Pick<Field, 'top' | 'rows'>): readonly number[] {
  return rows === 0 ? [] : top.map(({ count }) => Math.min(1, count / rows));
}
