// How DuckDB text fails with a Trino error: a cast of a constant text that cannot be cast. `error()` would be volatile, which TRY refuses.
import type { ErrorCode } from '@tracelake/schema';

/** What stands in front of code and message in the failing text: `TRINO|DIVISION_BY_ZERO|Division by zero`. */
export const RAISE_PREFIX = 'TRINO';

/** Where such a text begins. */
const RAISED_TEXT = new RegExp(`'${RAISE_PREFIX}\\|[A-Z_]+\\|(?:[^']|'')*'`, 'g');

const FAILING_TEXT = new RegExp(`'${RAISE_PREFIX}\\|(?=[A-Z_]+\\|)`, 'g');

/** What Trino's TRY makes NULL of. */
export const CAUGHT_CODES: readonly ErrorCode[] = [
  'DIVISION_BY_ZERO',
  'INVALID_CAST_ARGUMENT',
  'INVALID_FUNCTION_ARGUMENT',
  'NUMERIC_VALUE_OUT_OF_RANGE',
];

/**
 * DuckDB expression of type `type` that fails when it is evaluated.
 * @param messageSql DuckDB text expression: `'Division by zero'`, `'Bad input: ' || x`
 */
export function raise(code: ErrorCode, messageSql: string, type = 'BIGINT'): string {
  const text = raiseText(code, messageSql);
  const failing = `CAST(${CAUGHT_CODES.includes(code) ? text : `t_uncaught(${text})`} AS BIGINT)`;
  return type === 'BIGINT' ? failing : `CAST(${failing} AS ${type})`;
}

/**
 * Text whose failures wait until none of `values` is NULL, for as in Trino NULL wins over another bad argument. Only what fails pays
 * for it.
 */
export function nullsFirst(sql: string, values: readonly string[]): string {
  if (values.length === 0) return sql;
  const complete = values.map((value) => `${value} IS NOT NULL`).join(' AND ');
  return sql.replace(FAILING_TEXT, (text) => `CASE WHEN ${complete} THEN '' END || ${text}`);
}

/** The constant beginnings of what a text raises. */
export function raisedTexts(sql: string): string[] {
  return [...sql.matchAll(RAISED_TEXT)].map(([literal]) => literal.slice(1, -1).replaceAll("''", "'"));
}

/** The failing text itself, for places where a cast follows anyway. */
export function raiseText(code: ErrorCode, messageSql: string): string {
  return messageSql.startsWith("'")
    ? `'${RAISE_PREFIX}|${code}|${messageSql.slice(1)}`
    : `'${RAISE_PREFIX}|${code}|' || ${messageSql}`;
}
