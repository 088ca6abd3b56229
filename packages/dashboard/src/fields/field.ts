// An attribute of the catalogue, and what its types mean for its values. Pure.
import type { Answer } from '../api/api-client.ts';

export type Field = Answer<'GET /api/v1/fields'>['fields'][number];
export type FieldLevel = Field['levels'][number];

const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'text', boolean: 'yes or no' };

export function typesText({ types }: Pick<Field, 'types'>): string {
  return Object.keys(types)
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(', ');
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
