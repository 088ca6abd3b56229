// Casts from numbers and booleans to numbers and booleans.
import type { TypedExpression } from '../translate/typed-expression.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { isFloating, isInteger, isNumeric } from '../types/type-predicates.ts';
import { type CastMode, duckdbCast, refuseCast } from './cast.ts';

/** Up to here a decimal's digits are a double exactly, and one division rounds right. */
const EXACT_DOUBLE_DIGITS = 15;

/** What a real rounds to infinity: its greatest and half a step. */
const BEYOND_REAL = '3.4028235677973366e38';

/** 2 to the 63rd. */
const BEYOND_BIGINT = '9223372036854775808e0';

export function castNumber({ sql, type }: TypedExpression, to: TrinoType, mode: CastMode): string {
  if (type.kind === 'boolean') {
    return isNumeric(to) ? duckdbCast(`CAST(${sql} AS INTEGER)`, to, mode) : refuseCast(type, to);
  }
  if (to.kind === 'boolean') return `(${sql} <> 0)`;
  if (!isNumeric(to)) return refuseCast(type, to);
  // Half away from zero: DuckDB's own cast rounds halves to even.
  if (isInteger(to) && isFloating(type)) {
    const rounded = duckdbCast(`round(${sql})`, to, mode);
    return type.kind === 'real' && to.kind === 'bigint' ? saturated(sql, rounded) : rounded;
  }
  if (isInteger(to) && type.kind === 'decimal') return duckdbCast(`round(${sql}, 0)`, to, mode);
  // Trino goes through the shortest digits (1.005e0 is 1.005), DuckDB through the binary value.
  // Of the smallest DuckDB reads the exponent wrong.
  if (to.kind === 'decimal' && isFloating(type)) {
    return duckdbCast(`CASE WHEN abs(${sql}) < 1e-39 THEN '0' ELSE CAST(${sql} AS VARCHAR) END`, to, mode);
  }
  if (isFloating(to) && type.kind === 'decimal' && type.precision > EXACT_DOUBLE_DIGITS) {
    return duckdbCast(`CAST(${sql} AS VARCHAR)`, to, mode);
  }
  if (to.kind === 'real' && type.kind === 'double') {
    const infinite = `CAST(CASE WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END AS FLOAT)`;
    return `(CASE WHEN isfinite(${sql}) AND abs(${sql}) >= ${BEYOND_REAL} THEN ${infinite} ELSE ${duckdbCast(sql, to, mode)} END)`;
  }
  return duckdbCast(sql, to, mode);
}

/** A real beyond all bigints is the greatest or smallest of them, where a double is an error. */
function saturated(sql: string, rounded: string): string {
  const isBeyond = `NOT isnan(${sql}) AND abs(${sql}) >= ${BEYOND_BIGINT}`;
  return `(CASE WHEN ${isBeyond} THEN CASE WHEN ${sql} > 0 THEN 9223372036854775807 ELSE (-9223372036854775807 - 1) END ELSE ${rounded} END)`;
}
