// Division and remainder, buckets, wrapping of shifted integers.
import { raise } from '../raise.ts';
import { macro } from './macro.ts';

/** What fails is handed in, so that it has its place in the query's text. */
const DIVISION_BY_ZERO = 'CASE WHEN a IS NOT NULL THEN failure END';

export const NUMBER_MACROS = [
  macro('t_divide(a, b, failure)', `CASE WHEN b = 0 THEN ${DIVISION_BY_ZERO} ELSE a // b END`),
  macro('t_remainder(a, b, failure)', `CASE WHEN b = 0 THEN ${DIVISION_BY_ZERO} WHEN b = -1 THEN a - a ELSE a % b END`),
  // Of decimals -1 divides nothing away, and the smallest one has a positive.
  macro('t_remainder_of_decimals(a, b, failure)', `CASE WHEN b = 0 THEN ${DIVISION_BY_ZERO} ELSE a % b END`),
  // Unscaled decimals as HUGEINT, the dividend already scaled; rounds half away from zero.
  macro(
    't_divide_unscaled(a, b, failure)',
    `CASE WHEN b = 0 THEN ${DIVISION_BY_ZERO}
     ELSE sign(a)::HUGEINT * sign(b)::HUGEINT * ((2::HUGEINT * abs(a) + abs(b)) // (2::HUGEINT * abs(b))) END`,
  ),
  // Where doubling would not fit in 128 bits JavaScript divides: `tooGreat` is the least dividend of which that may be so.
  macro(
    't_divide_wide(n, d, shift, power, tooGreat, failure)',
    `CASE WHEN abs(n) < tooGreat AND abs(d) < 10000000000000000000000000000000000000::HUGEINT THEN t_divide_unscaled(n * power, d, failure)
     ELSE CAST(j_decimal_quotient(CAST(n AS VARCHAR), CAST(d AS VARCHAR), shift) AS HUGEINT) END`,
  ),
  macro(
    't_ascending_bucket(x, low, high, n)',
    `CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE CAST(floor(CAST(n AS DOUBLE) * (x - low) / (high - low) + 1) AS BIGINT) END`,
  ),
  // As Trino has it: of descending bounds the bucket of the ascending ones, counted from the other end.
  macro(
    't_width_bucket(x, low, high, n)',
    `CASE WHEN x IS NULL OR low IS NULL OR high IS NULL OR n IS NULL THEN NULL
       WHEN n <= 0 OR isnan(x) OR NOT isfinite(low) OR NOT isfinite(high) OR low = high
       THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Bounds must be finite and different, the bucket count greater than 0, the operand a number'")}
       WHEN low < high THEN t_ascending_bucket(x, low, high, n) ELSE n - t_ascending_bucket(x, high, low, n) + 1 END`,
  ),
  // A NULL in it is 0. Of every vector, because DuckDB refuses NULLs of others that lie beside it.
  macro('t_vector(a)', 'list_transform(a, lambda e: coalesce(e, CAST(0 AS DOUBLE)))'),
  macro(
    't_ln(x)',
    "CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ln(x) END",
  ),
  // One step of Newton's behind DuckDB's own root, which is a unit in the last place off for half of all values: for 27 too.
  macro(
    't_cbrt(x, root)',
    'CASE WHEN x = 0 OR NOT isfinite(x) THEN root ELSE root - (root - x / (root * root)) / 3 END',
  ),
  // A HUGEINT wrapped into a signed integer: `range` is 2^bits.
  macro(
    't_wrap(v, range)',
    `CASE WHEN (v % range + range) % range >= range // 2 THEN (v % range + range) % range - range
     ELSE (v % range + range) % range END`,
  ),
  // Largest multiple of `unit` that is not above v; DuckDB's % keeps the sign of v.
  macro('t_floor_to(v, unit)', 'v - (v % unit + unit) % unit'),
];
