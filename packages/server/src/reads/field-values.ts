// Values of one attribute in a range of time, with how often each comes.
import type { FieldCatalogue } from '@tracelake/lake';
import { columnOfAttribute, TracelakeError } from '@tracelake/schema';
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
  const catalogue = await reads.catalogue();
  if (!isKnown(catalogue, key)) throw fieldNotFound(key, catalogue);
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

/** What has a column can be asked whether it was seen or not; what no document could hold may still be in a file. */
function isKnown(catalogue: FieldCatalogue, key: string): boolean {
  return columnOfAttribute(key) !== undefined || catalogue.keysIgnoringCase(key).length > 0 || catalogue.truncated;
}

function fieldNotFound(key: string, catalogue: FieldCatalogue): TracelakeError {
  const near = catalogue.suggestions(key, 3);
  const options = near.length === 0 ? {} : { hint: `Did you mean ${near.join(', ')}?` };
  return new TracelakeError('field_not_found', `No attribute ${JSON.stringify(key.slice(0, 200))} was found.`, {
    details: { key: key.slice(0, 200), suggestions: near },
    ...options,
  });
}
