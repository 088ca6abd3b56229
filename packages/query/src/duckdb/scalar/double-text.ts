// Doubles as text: Java's Double.toString, and Trino's own `1.0E10`.
import { type DecimalDigits, javaDigits } from './java-digits.ts';

/** Between these the older and the newer of Java's algorithms agree. */
const SMALLEST_ALIKE = 1e-5;
const GREATEST_ALIKE = 2 ** 53;

const REAL_DIGITS = 7;
/** What is a half has fewer: more, and a number is near a half only. */
const EXACT_DIGITS = 60;
/** So many tell every real from every other. */
const MAX_REAL_DIGITS = 9;

/** Java's DecimalFormat does not know of smaller integers that their digits are exact: it rounds halves of them up. */
const EXACT_INTEGER = 2 ** 63;

/** CAST(real AS varchar): the shortest digits, at most seven of them, halves to even. */
export function trinoRealText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return trinoDoubleText(value);
  const magnitude = Math.abs(shortestReal(value));
  const short = shortestDigits(magnitude);
  if (short.digits.length <= REAL_DIGITS) return scientific(value, short);
  const roundsUp = Number.isInteger(magnitude) && magnitude < EXACT_INTEGER;
  const [mantissa, exponent] = (roundsUp ? magnitude : roundedReal(magnitude, REAL_DIGITS))
    .toExponential(REAL_DIGITS - 1)
    .split('e');
  const digits = mantissa.replace('.', '').replace(/(?<=.)0+$/, '');
  return scientific(value, { digits, exponent: Number(exponent) });
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
  // Java says two digits at least: that matters for the smallest only.
  for (let digits = 2; digits < MAX_REAL_DIGITS; digits++) {
    const nearest = roundedReal(value, digits);
    if (Math.fround(nearest) === value) return nearest;
    // Of a power of two the next real towards zero is nearer: a number farther out may still be it.
    const outer = oneFurther(nearest, digits);
    if (Math.fround(outer) === value) return outer;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(MAX_REAL_DIGITS)) : value;
}

/** Away from zero by one in the last of so many digits. */
function oneFurther(value: number, digits: number): number {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const unscaled = Number(mantissa.replace('.', '')) + Math.sign(value);
  return Number(`${unscaled}e${Number(exponent) - digits + 1}`);
}

/** Halves to even, as Java has it: JavaScript takes the greater. */
function roundedReal(value: number, digits: number): number {
  const [mantissa, exponent] = value.toExponential(EXACT_DIGITS).split('e');
  const kept = mantissa.slice(0, mantissa.indexOf('.') + digits);
  const isHalf = /^\.?50*$/.test(mantissa.slice(kept.length));
  return isHalf && /[02468]\.?$/.test(kept) ? Number(`${kept}e${exponent}`) : Number(value.toPrecision(digits));
}
