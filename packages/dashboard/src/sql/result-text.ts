// A result as text: a cell, or JSON with an object a row. Pure.
import type { QueryResult } from '../api/api-types.ts';
import { groupedDigits } from '../format/count.ts';
import { isNumberType } from './result-chart-data.ts';

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

/** As it is read: a number with separators, and every digit that it has. */
export function readText(value: unknown, type: string): string {
  const text = cellText(value);
  return isNumberType(type) && PLAIN_NUMBER.test(text) ? groupedDigits(text) : text;
}

export function jsonText({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
  return JSON.stringify(objects, null, 2);
}
