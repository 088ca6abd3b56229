// A decimal as a real or double, by Trino's way: the last digit of the answer depends on it.
import { duckdbType } from './duckdb-type.ts';
import type { TrinoType } from './trino-type.ts';
import { unscaledDecimal } from './unscaled-decimal.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

/** Up to here a decimal's digits are a double exactly, and one division rounds right: DuckDB's own cast. */
const EXACT_DOUBLE_DIGITS = 15;
/** Trino keeps a decimal of so many digits in 64 bits, and divides them by a power of ten; of more digits it takes the nearest number. */
const WORD_PRECISION = 18;

/** Whether DuckDB's cast gives another answer. */
export function isOwnFloatingCast(from: TrinoType, to: TrinoType): boolean {
  if (from.kind !== 'decimal') return false;
  return to.kind === 'real' || (to.kind === 'double' && from.precision > EXACT_DOUBLE_DIGITS);
}

export function decimalAsFloating(sql: string, from: Decimal, to: TrinoType): string {
  const type = duckdbType(to);
  if (!isOwnFloatingCast(from, to)) return `CAST(${sql} AS ${type})`;
  if (from.precision > WORD_PRECISION) return `CAST(CAST(${sql} AS VARCHAR) AS ${type})`;
  return `(CAST(${unscaledDecimal(sql, from)} AS ${type}) / CAST(1${'0'.repeat(from.scale)} AS ${type}))`;
}
