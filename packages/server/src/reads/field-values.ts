// Values of one attribute in a range of time, with how many spans have each.
import type { FieldCatalogue } from '@tracelake/lake';
import { WEIGHT_SUM } from '@tracelake/query';
import { columnOfAttribute, resolveAttributeKey, TracelakeError } from '@tracelake/schema';
import type { LakeReads } from './lake-reads.ts';
import { hasSampledSpans } from './query-fields.ts';
import { type ReadOptions, readRows } from './read-rows.ts';
import { sqlContains, sqlLiteral } from './sql-text.ts';

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
  const known = await reads.inCatalogue(options.range, (catalogue) => {
    const found = knownKey(catalogue, key);
    if (found === undefined) throw fieldNotFound(key, catalogue);
    return found;
  });
  const isSampled = await hasSampledSpans(reads, options.range);
  const { rows } = await readRows(reads, fieldValuesSql(known, search, options.rowLimit, isSampled), options);
  return rows.map((row) => ({ value: String(row['value']), count: Number(row['n']) }));
}

/** Spans that were sampled count for those they stand for, as in every other figure of the page. `attributes['k']` is the attribute as text, numbers as a person writes them. */
function fieldValuesSql(key: string, search: string, limit: number, isSampled: boolean): string {
  const value = `attributes[${sqlLiteral(key)}]`;
  const fits = search === '' ? '' : ` AND lower(${value}) LIKE ${sqlContains(search.toLowerCase())} ESCAPE '\\'`;
  const count = isSampled ? `CAST(round(${WEIGHT_SUM}) AS bigint)` : 'count(*)';
  return `SELECT ${value} AS value, ${count} AS n FROM spans
WHERE ${value} IS NOT NULL${fits}
GROUP BY 1 ORDER BY n DESC, value LIMIT ${limit}`;
}

/**
 * The key as it is stored: the current name of an alias, else this very key, else the only one that differs in case.
 * What has a column can be asked whether it was seen or not; what no document could hold may still be in a file.
 */
function knownKey(catalogue: FieldCatalogue, key: string): string | undefined {
  const current = resolveAttributeKey(key)?.attribute.key ?? key;
  const near = catalogue.keysIgnoringCase(current);
  if (columnOfAttribute(current) !== undefined || near.includes(current)) return current;
  return near.length === 1 || !catalogue.truncated ? near[0] : current;
}

function fieldNotFound(key: string, catalogue: FieldCatalogue): TracelakeError {
  const near = catalogue.suggestions(key, 3);
  const options = near.length === 0 ? {} : { hint: `Did you mean ${near.join(', ')}?` };
  return new TracelakeError('field_not_found', `No attribute ${JSON.stringify(key.slice(0, 200))} was found.`, {
    details: { key: key.slice(0, 200), suggestions: near },
    ...options,
  });
}
