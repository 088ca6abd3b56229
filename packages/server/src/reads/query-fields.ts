// What the lake knows that the compiler of structured questions needs: the types of their fields, and whether spans were sampled.
import { type FieldTypes, fieldTypes, fieldTypesSql, type StructuredQuery } from '@tracelake/query';
import type { TimeRange } from '../time-range.ts';
import type { LakeReads, SqlQuery } from './lake-reads.ts';

const EXPLAIN_TIMEOUT_MS = 60_000;

/** From the plan of a SELECT of them: a name means here what it means in SQL. Throws COLUMN_NOT_FOUND with names that are near. */
export async function typesOfFields(
  reads: LakeReads,
  names: readonly string[],
  calculated: NonNullable<StructuredQuery['calculatedFields']>,
  parts: Omit<SqlQuery, 'sql'>,
): Promise<FieldTypes> {
  const sql = fieldTypesSql(names, calculated);
  if (sql === undefined) return new Map();
  const { columns } = await reads.explain({ ...parts, sql }, { timeoutMs: EXPLAIN_TIMEOUT_MS, rowLimit: 1 });
  return fieldTypes(names, calculated, columns);
}

/**
 * Whether any span of the range's files carries a `sample_rate`: only then is weighing worth its price. It is a column, and those are known of every
 * file, also of one with more attributes than its catalogue takes.
 */
export function hasSampledSpans(reads: LakeReads, range: TimeRange): Promise<boolean> {
  return reads.inCatalogue(range, (catalogue) => (catalogue.field('sample_rate')?.column ?? null) !== null);
}
