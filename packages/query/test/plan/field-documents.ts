// Field documents for plans under test.
import type { FieldDocument, FieldLevel, FieldSummary, FieldValueType } from '@tracelake/schema';
import { dataFile } from './span-files.ts';

export function field(key: string, level: FieldLevel, ...types: readonly FieldValueType[]): FieldSummary {
  const counts = Object.fromEntries(types.map((type) => [type, 1]));
  return { key, level, column: null, types: counts, integral: false, sketch: [], top: [] };
}

export function document(path: string, fields: readonly FieldSummary[], truncated = false): FieldDocument {
  return { version: 1, file: dataFile(path), fields, truncated };
}
