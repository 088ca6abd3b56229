// Values of one attribute in a range of time, with how often each comes.
import { nearestNames, TracelakeError } from '@tracelake/schema';
import type { LakeField } from './field-search.ts';
import type { LakeReads } from './lake-reads.ts';
import { type ReadOptions, readRows } from './read-rows.ts';
import { sqlContains, sqlIdentifier } from './sql-text.ts';

export interface FieldValue {
  readonly value: string;
  readonly count: number;
}

/** Most frequent first; with `search` only values that contain it in any case. Throws `field_not_found`. */
export async function readFieldValues(
  reads: LakeReads,
  key: string,
  search: string,
  options: ReadOptions,
): Promise<FieldValue[]> {
  const fields = await reads.fields();
  if (!fields.some((field) => field.key === key && field.level !== 'event')) throw fieldNotFound(key, fields);
  const { rows } = await readRows(reads, fieldValuesSql(key, search, options.rowLimit), options);
  return rows.map((row) => ({ value: String(row['value']), count: Number(row['n']) }));
}

export function fieldValuesSql(key: string, search: string, limit: number): string {
  const value = `CAST(${sqlIdentifier(key)} AS varchar)`;
  const fits = search === '' ? '' : ` AND lower(${value}) LIKE ${sqlContains(search.toLowerCase())} ESCAPE '\\'`;
  return `SELECT ${value} AS value, count(*) AS n FROM spans
WHERE ${sqlIdentifier(key)} IS NOT NULL${fits}
GROUP BY 1 ORDER BY n DESC, value LIMIT ${limit}`;
}

function fieldNotFound(key: string, fields: readonly LakeField[]): TracelakeError {
  const near = nearestNames(
    key,
    fields.map((field) => field.key),
  );
  const options = near.length === 0 ? {} : { hint: `Did you mean ${near.join(', ')}?` };
  return new TracelakeError('field_not_found', `No attribute ${JSON.stringify(key.slice(0, 200))} was found.`, {
    details: { key: key.slice(0, 200), suggestions: near },
    ...options,
  });
}
