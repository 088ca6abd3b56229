// A result as text: a cell, or JSON with an object a row. Pure.
import type { QueryResult } from '../api/api-types.ts';

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function jsonText({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
  return JSON.stringify(objects, null, 2);
}
