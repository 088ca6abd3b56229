// Values whose type differs from their column's: converted where nothing is lost, otherwise `null`.

const DECIMAL_INTEGER = /^(0|-?[1-9]\d{0,18})$/;

/** Text to a 64-bit integer: only the one way to write it ("200"; not "0200", "+200", "2e2", " 200"). */
export function integerOfText(text: string): bigint | null {
  if (!DECIMAL_INTEGER.test(text)) return null;
  const value = BigInt(text);
  return fitsInt64(value) ? value : null;
}

/** A whole number within ±(2^53 - 1). */
export function integerOfDouble(value: number): bigint | null {
  return Number.isSafeInteger(value) ? BigInt(value) : null;
}

/** Text to a double: only as it would be written again. */
export function doubleOfText(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? value : null;
}

export function booleanOfText(text: string): boolean | null {
  if (text === 'true') return true;
  return text === 'false' ? false : null;
}

/** `value` in another unit, if that is a whole 64-bit number. */
export function scaledInteger(value: bigint, scale: number): bigint | null {
  const scaled = value * BigInt(scale);
  return fitsInt64(scaled) ? scaled : null;
}

function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
