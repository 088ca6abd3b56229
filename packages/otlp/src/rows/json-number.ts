// Numbers of OTLP/JSON by the rules of json/otlp-json-transcoder.ts: written as numbers or as texts, whole ones also as 1e3 or 5.0.

const INTEGER = /^-?\d+$/;
/** Of a number that stands in a text: JSON's form, with zeros in front too. Number() itself would take "0x10", " 5 " and "". */
const NUMBER_TEXT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const NOT_FINITE = /^(NaN|-?Infinity)$/;
/** Longer numbers are out of every range, and costly to make. */
const MAX_INTEGER_CHARACTERS = 64;
const MAX_SAFE_DIGITS = 15;

/** `null`: not a whole number from `min` to `max`. */
export function integerOf(text: string, min: bigint, max: bigint): number | bigint | null {
  if (text.length > MAX_INTEGER_CHARACTERS) return null;
  const number = Number(text);
  let integer: number | bigint | null = null;
  if (INTEGER.test(text)) integer = text.length <= MAX_SAFE_DIGITS ? number + 0 : BigInt(text);
  else if (NUMBER_TEXT.test(text) && Number.isSafeInteger(number)) integer = number + 0;
  return integer !== null && integer >= min && integer <= max ? integer : null;
}

/** `null`: no number. */
export function doubleOf(text: string): number | null {
  return NUMBER_TEXT.test(text) || NOT_FINITE.test(text) ? Number(text) : null;
}
