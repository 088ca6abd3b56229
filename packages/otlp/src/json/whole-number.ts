// Whole numbers as OTLP/JSON writes them, in a text or bare: 5, 5.0 and 1.7e18, exactly, without a double between, which would round.

const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;
const INTEGER = /^-?\d+$/;
const DECIMAL = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Longer numbers are out of every range, and costly to make. */
export const MAX_INTEGER_CHARACTERS = 64;

/** `null` for what is no whole number, or a very long one. */
export function wholeNumberOf(text: string): bigint | null {
  if (text.length > MAX_INTEGER_CHARACTERS) return null;
  if (INTEGER.test(text)) return BigInt(text);
  const parts = DECIMAL.exec(text);
  if (parts === null) return null;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = BigInt(whole + fraction);
  const shift = Number(exponent) - fraction.length;
  if (digits === 0n || shift === 0) return digits;
  if (Math.abs(shift) > MAX_INTEGER_CHARACTERS) return null;
  const scale = 10n ** BigInt(Math.abs(shift));
  if (shift > 0) return digits * scale;
  return digits % scale === 0n ? digits / scale : null;
}

/**
 * An `intValue`; `null`: it is a double. JavaScript SDKs send every whole number as one, 1e300 too: what does not fit 64 bits is a double where a
 * double is what was written out, and other digits stay a text, like all whole numbers that a double would round.
 */
export function intValueOf(text: string): bigint | string | null {
  const integer = wholeNumberOf(text);
  if (integer === null) return INTEGER.test(text) ? text : null;
  if (integer >= INT64_MIN && integer <= INT64_MAX) return integer;
  return wholeNumberOf(String(Number(integer))) === integer ? null : String(integer);
}
