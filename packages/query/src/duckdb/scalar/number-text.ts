// Numbers out of text: of any base, hexadecimal fractions, durations.
import { RAISE_PREFIX } from '../raise.ts';

function invalid(message: string): string {
  return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|${message.slice(0, 300)}`;
}

/** Digits of every script as 0 to 9; Java reads those of two bytes. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    if (code > 0xffff) return digit;
    // Ten stand together.
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** The number as decimal text, or an error. */
export function fromBase(text: string, radix: bigint): string {
  if (radix < 2n || radix > 36n) return invalid('Radix must be between 2 and 36');
  const [, sign, digits] = /^([+-]?)([0-9a-zA-Z]+)$/.exec(asciiDigits(text)) ?? [];
  const places = [...(digits ?? '')].map((digit) => BigInt(DIGITS.indexOf(digit.toLowerCase())));
  const value = places.reduce((total, place) => total * radix + place, 0n) * (sign === '-' ? -1n : 1n);
  if (digits === undefined || places.some((place) => place >= radix) || BigInt.asIntN(64, value) !== value) {
    return invalid(`Not a valid base-${radix} number: ${text}`);
  }
  return String(value);
}

/** `0x1.8p1` is 3: digits, and the power of two behind them. */
export function hexadecimalDouble(text: string): number {
  const [, sign, whole, fraction = '', power] = /([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)/i.exec(text)!;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(power) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

const UNIT_MILLIS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
};

/** Whole milliseconds as text, or an error. */
export function durationMillis(text: string): string {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|ms|s|m|h|d)\s*$/.exec(text) ?? [];
  if (amount === undefined) return invalid(`duration is not a valid data duration string: ${text}`);
  return String(Math.round(Number(amount) * UNIT_MILLIS[unit]));
}

/** Digits before and behind the point, of a number's text with or without an exponent. */
function placesOf(text: string): { readonly sign: string; readonly whole: string; readonly fraction: string } {
  const [, sign, digits, behind = '', exponent = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [
    '',
    '',
    text,
  ];
  const all = digits + behind;
  const point = digits.length + Number(exponent);
  const padded = point < 0 ? '0'.repeat(-point) + all : all.padEnd(point, '0');
  const place = Math.max(point, 0);
  return { sign: sign === '-' ? '-' : '', whole: padded.slice(0, place) || '0', fraction: padded.slice(place) };
}

/** So many digits behind the point, rounded half up, as Java's Formatter does. */
export function fixedText(text: string, precision: bigint): string {
  const { sign, whole, fraction } = placesOf(text);
  const count = Number(precision);
  const kept = BigInt(whole + fraction.slice(0, count).padEnd(count, '0'));
  const digits = String(fraction[count] >= '5' ? kept + 1n : kept).padStart(count + 1, '0');
  return `${sign}${digits.slice(0, digits.length - count)}${count === 0 ? '' : `.${digits.slice(-count)}`}`;
}

/** `1234.5` as `1,234.5`. */
export function groupedDigits(text: string): string {
  const [whole, ...rest] = text.split('.');
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...rest].join('.');
}

/** A decimal's text as Java's BigDecimal has it: `0.0000001` is `1E-7`. */
export function bigDecimalText(text: string): string {
  const [, sign, whole, fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text)!;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const exponent = digits.length - 1 - fraction.length;
  if (exponent >= -6) return text;
  return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${exponent}`;
}

/** More digits than any decimal has. */
const MANY_DIGITS = 80;

/** A decimal number's text without an exponent: `5E-5` is `0.00005`. What is no number stays as it is. */
export function plainDigits(text: string): string {
  const [, sign, whole, fraction = '', written] = /^([+-]?)(\d*)\.?(\d*)[eE]([+-]?\d+)$/.exec(text) ?? [];
  if (written === undefined) return text;
  const digits = whole + fraction;
  if (/^0*$/.test(digits)) return '0';
  const exponent = Math.min(Math.max(Number(written), -MANY_DIGITS - digits.length), MANY_DIGITS);
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
}
