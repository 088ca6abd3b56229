// Casts from numbers and booleans to numbers and booleans.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { decimalAsFloating } from '../types/decimal-as-floating.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { isFloating, isInteger, isNumeric } from '../types/type-predicates.ts';
import { type CastMode, duckdbCast, refuseCast } from './cast.ts';

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
  if (to.kind === 'decimal' && isFloating(type))
    return duckdbCast(shortestDigits(sql, type.kind === 'real' ? 'real' : 'double', to.scale), to, mode);
  if (isFloating(to) && type.kind === 'decimal') return decimalAsFloating(sql, type, to);
  if (to.kind === 'real' && type.kind === 'double') {
    const infinite = `CAST(CASE WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END AS FLOAT)`;
    return `(CASE WHEN isfinite(${sql}) AND abs(${sql}) >= ${BEYOND_REAL} THEN ${infinite} ELSE ${duckdbCast(sql, to, mode)} END)`;
  }
  return duckdbCast(sql, to, mode);
}

/** Between these DuckDB prints the shortest digits, and without an exponent, which its cast to decimals reads wrong. */
const PLAIN = { least: '1e-4', double: '1e15', real: '1e7' } as const;

/** Trino goes through the shortest digits (1.005e0 is 1.005), DuckDB through the binary value. */
function shortestDigits(sql: string, kind: 'double' | 'real', scale: number): string {
  const written = kind === 'real' ? `j_java_real_text(CAST(${sql} AS DOUBLE))` : `CAST(${sql} AS VARCHAR)`;
  return `CASE WHEN abs(${sql}) < 5e-${scale + 1} THEN '0' WHEN abs(${sql}) >= ${PLAIN.least} AND abs(${sql}) < ${PLAIN[kind]} THEN CAST(${sql} AS VARCHAR)
    ELSE j_plain_digits(${written}) END`;
}

/** A real beyond all bigints is the greatest or smallest of them, where a double is an error. */
function saturated(sql: string, rounded: string): string {
  const isBeyond = `NOT isnan(${sql}) AND abs(${sql}) >= ${BEYOND_BIGINT}`;
  return `(CASE WHEN ${isBeyond} THEN CASE WHEN ${sql} > 0 THEN 9223372036854775807 ELSE (-9223372036854775807 - 1) END ELSE ${rounded} END)`;
}
