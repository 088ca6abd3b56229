// Doubles as text: Java's Double.toString, and Trino's own `1.0E10`.
import { type DecimalDigits, javaDigits } from './java-digits.ts';

/** Between these the older and the newer of Java's algorithms agree. */
const SMALLEST_ALIKE = 1e-5;
const GREATEST_ALIKE = 2 ** 53;

const REAL_DIGITS = 7;

/** CAST(real AS varchar): at most seven digits, halves to even. */
export function trinoRealText(value: number): string {
  const shortest = shortestReal(value);
  if (!Number.isFinite(shortest) || shortest === 0) return trinoDoubleText(shortest);
  const { digits, exponent } = shortestDigits(Math.abs(shortest));
  if (digits.length <= REAL_DIGITS) return scientific(shortest, { digits, exponent });
  const rest = digits.slice(REAL_DIGITS);
  const kept = BigInt(digits.slice(0, REAL_DIGITS));
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const rounded = String(rest > half || (rest === half && kept % 2n === 1n) ? kept + 1n : kept);
  const carry = rounded.length - REAL_DIGITS;
  return scientific(shortest, { digits: rounded.replace(/(?<=.)0+$/, ''), exponent: exponent + carry });
}

function scientific(value: number, { digits, exponent }: DecimalDigits): string {
  return `${value < 0 ? '-' : ''}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
}

/** Java: plain digits between 1e-3 and 1e7, else `1.0E10`. */
export function javaDoubleText(value: number): string {
  const magnitude = Math.abs(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (!Number.isFinite(value)) return String(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const { digits, exponent } = shortestDigits(magnitude);
  // Java says two digits at least, and of those the nearest: that matters for the smallest only.
  const shown = magnitude === Number.MIN_VALUE ? '49' : digits;
  return scientific(value, { digits: shown, exponent });
}

/** CAST(double AS varchar): always with an exponent, `0E0`, `-0E0`, `NaN`, `Infinity`. */
export function trinoDoubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  const magnitude = Math.abs(value);
  const decimal =
    magnitude >= SMALLEST_ALIKE && magnitude < GREATEST_ALIKE ? shortestDigits(magnitude) : javaDigits(magnitude);
  return scientific(value, decimal);
}

/** The fewest digits that are this double and no other. */
function shortestDigits(magnitude: number): DecimalDigits {
  const [mantissa, exponent] = magnitude.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** java.util.Formatter's %e: the shortest digits, rounded half up to `precision`. */
export function scientificText(value: number, precision: bigint): string {
  if (!Number.isFinite(value)) return String(value);
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const kept = Number(precision) + 1;
  const digits = mantissa.replace('.', '').padEnd(kept + 1, '0');
  const rounded = String(BigInt(digits.slice(0, kept)) + (digits[kept] >= '5' ? 1n : 0n)).padStart(kept, '0');
  const carried = rounded.length > kept;
  const power = Number(exponent) + (carried ? 1 : 0);
  const fraction = rounded.slice(1, kept);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const powerText = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return `${sign}${rounded[0]}${fraction === '' ? '' : `.${fraction}`}e${powerText}`;
}

/** As JSON: what is no JSON number is quoted. */
export function jsonDouble(value: number): string {
  return Number.isFinite(value) ? javaDoubleText(value) : `"${value}"`;
}

/** The double with the shortest digits that are this real: 1.1 and not 1.100000023841858. */
export function shortestReal(value: number): number {
  if (value === 0) return value;
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}
