// Errors of questions as data: the SQL is ours, so a place in it says nothing to who asked; the field of the request does.
import type { FieldProbe } from '@tracelake/query';
import { PLACES } from '@tracelake/query';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import type { LakeReads, SqlQuery } from './lake-reads.ts';

const EXPLAIN_TIMEOUT_MS = 60_000;

/** Runs; what the gate refuses on the way is said of the request's field, found by planning each field alone. */
export async function namingFields<T>(
  reads: LakeReads,
  parts: Omit<SqlQuery, 'sql'>,
  probes: readonly FieldProbe[],
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isTracelakeError(error) || error.details['field'] !== undefined) throw error;
    const { line, places } = error.details;
    if (line === undefined && places === undefined) throw failedExpression(error, probes);
    for (const probe of probes) {
      const refusal = await refusalOf(probe, reads, parts);
      if (refusal !== undefined) throw refusedField(refusal, probe);
    }
    throw failedExpression(refusedField(error, undefined), probes);
  }
}

/** What a value can fail of. Our own SQL around fields casts with TRY_CAST and divides by no field: it is an expression of the user's. */
const VALUE_ERRORS: ReadonlySet<string> = new Set([
  'DIVISION_BY_ZERO',
  'INVALID_CAST_ARGUMENT',
  'INVALID_FUNCTION_ARGUMENT',
]);

/** The run's place is one of our SQL: of several expressions it could be any. */
function failedExpression(error: TracelakeError, probes: readonly FieldProbe[]): TracelakeError {
  const expressions = probes.filter(({ linesBefore }) => linesBefore !== undefined);
  if (!VALUE_ERRORS.has(error.code) || expressions.length === 0) return error;
  const field = expressions.length === 1 ? expressions[0].field : 'calculatedFields';
  return new TracelakeError(error.code, `${field}: ${error.message}`, {
    details: { ...error.details, field },
    hint: 'TRY(…) around the expression gives NULL for spans of which it fails.',
    cause: error,
  });
}

async function refusalOf(
  probe: FieldProbe,
  reads: LakeReads,
  parts: Omit<SqlQuery, 'sql'>,
): Promise<TracelakeError | undefined> {
  try {
    await reads.explain({ ...parts, sql: probe.sql() }, { timeoutMs: EXPLAIN_TIMEOUT_MS, rowLimit: 1 });
    return undefined;
  } catch (error) {
    if (isTracelakeError(error)) return error;
    throw error;
  }
}

function refusedField(error: TracelakeError, probe: FieldProbe | undefined): TracelakeError {
  const { line, column, places: _, ...details } = error.details;
  const problem = error.message.replace(/^line \d+:\d+: /, '');
  const linesBefore = probe?.linesBefore;
  const isInText = linesBefore !== undefined && typeof line === 'number';
  const place = isInText ? { line: line - linesBefore, column } : {};
  const where = isInText ? ` at ${line - linesBefore}:${column}` : '';
  return new TracelakeError(error.code, probe === undefined ? problem : `${probe.field}${where}: ${problem}`, {
    details: { ...details, ...place, ...(probe === undefined ? {} : { field: probe.field }) },
    ...hintOf(error, isInText),
    cause: error,
  });
}

/** Our SQL quotes every field's name: that quotes are no way to write a text is advice for who wrote the SQL. */
function hintOf({ hint: told, code }: TracelakeError, isInText: boolean): { readonly hint?: string } {
  const hint = told.replace(PLACES, '');
  if (isInText || code !== 'COLUMN_NOT_FOUND') return { hint };
  const rest = hint.replace(/ ?A text stands in single quotes: .*$/s, '');
  return rest === '' ? {} : { hint: rest };
}
