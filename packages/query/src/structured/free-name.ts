// A name for a column that a compiled text makes beside the spans: an attribute of that name would silently be read from there.
import { quoteIdentifier } from '../types/quoting.ts';
import { queryFields } from './field-types.ts';
import type { StructuredQuery } from './structured-query.ts';

/** @returns `name`, quoted, or one like it that no field of the query has in any case */
export function freeName(name: string, query: StructuredQuery): string {
  const calculated = (query.calculatedFields ?? []).map((field) => field.name);
  const taken = new Set([...queryFields(query), ...calculated].map((field) => field.toLowerCase()));
  let free = name;
  while (taken.has(free.toLowerCase())) free += '_';
  return quoteIdentifier(free);
}
