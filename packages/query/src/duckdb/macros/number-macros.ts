// Division and remainder, buckets, wrapping of shifted integers.
import { raise } from '../raise.ts';
import { macro } from './macro.ts';

const DIVISION_BY_ZERO = "'Division by zero'";

export const NUMBER_MACROS = [
  macro('t_divide(a, b)', `CASE WHEN b = 0 THEN ${raise('DIVISION_BY_ZERO', DIVISION_BY_ZERO)} ELSE a // b END`),
  macro('t_remainder(a, b)', `CASE WHEN b = 0 THEN ${raise('DIVISION_BY_ZERO', DIVISION_BY_ZERO)} ELSE a % b END`),
  // Unscaled decimals as HUGEINT, the dividend already scaled; rounds half away from zero.
  macro(
    't_divide_unscaled(a, b)',
    `CASE WHEN b = 0 THEN ${raise('DIVISION_BY_ZERO', DIVISION_BY_ZERO, 'HUGEINT')}
     ELSE sign(a)::HUGEINT * sign(b)::HUGEINT * ((2::HUGEINT * abs(a) + abs(b)) // (2::HUGEINT * abs(b))) END`,
  ),
  macro(
    't_width_bucket(x, low, high, n)',
    `CASE WHEN low < high
       THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE CAST(floor(n * (x - low) / (high - low)) AS BIGINT) + 1 END
       ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN n + 1 ELSE CAST(floor(n * (low - x) / (low - high)) AS BIGINT) + 1 END END`,
  ),
  macro(
    't_ln(x)',
    "CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ln(x) END",
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
