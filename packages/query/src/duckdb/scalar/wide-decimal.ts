// Division of decimals whose digits DuckDB's 128 bits do not hold on the way.
import { RAISE_PREFIX } from '../raise.ts';

const OVERFLOW = `${RAISE_PREFIX}|NUMERIC_VALUE_OUT_OF_RANGE|Decimal overflow`;
const BY_ZERO = `${RAISE_PREFIX}|DIVISION_BY_ZERO|Division by zero`;
const MAX_PRECISION = 38n;
const BEYOND_DECIMAL = 10n ** MAX_PRECISION;
/** Trino keeps a remainder's quotient in so many. */
const QUOTIENT_BITS = 127n;

/** The quotient of a dividend × 10^shift, both without a point; half away from zero. */
export function decimalQuotient(dividend: string, divisor: string, shift: bigint): string {
  const [n, d] = [BigInt(dividend) * 10n ** shift, BigInt(divisor)];
  if (d === 0n) return BY_ZERO;
  if (shift >= MAX_PRECISION) return OVERFLOW;
  const quotient = (2n * magnitude(n) + magnitude(d)) / (2n * magnitude(d));
  if (quotient >= BEYOND_DECIMAL) return OVERFLOW;
  return String(n < 0n === d < 0n ? quotient : -quotient);
}

/** The remainder of two decimals as DuckDB prints them, with the scale that is greater, without a point. */
export function decimalRemainder(dividend: string, divisor: string): string {
  const scale = Math.max(scaleOf(dividend), scaleOf(divisor));
  const [n, d] = [dividend, divisor].map(
    (text) => BigInt(text.replace('.', '')) * 10n ** BigInt(scale - scaleOf(text)),
  );
  if (d === 0n) return BY_ZERO;
  return magnitude(n / d) >> QUOTIENT_BITS === 0n ? String(n % d) : OVERFLOW;
}

function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
