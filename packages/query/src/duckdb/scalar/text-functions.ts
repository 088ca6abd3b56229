// Text functions that DuckDB lacks or has by bytes: Soundex, Luhn's check, edit distance by code point, numbers with a unit.
import { RAISE_PREFIX } from '../raise.ts';

const SOUNDEX_CODES: Readonly<Record<string, string>> = Object.fromEntries(
  ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'].flatMap((letters, i) => [...letters].map((l) => [l, String(i + 1)])),
);

const SOUNDEX_LENGTH = 4;

/** American Soundex: H and W do not part equal codes, vowels do. A letter outside A–Z that is reached gives an error text. */
export function soundex(text: string): string {
  const letters = text.toUpperCase().replace(/[^\p{L}]/gu, '');
  let code = '';
  let last: string | undefined;
  for (const letter of letters) {
    if (code.length === SOUNDEX_LENGTH) break;
    if (!/[A-Z]/.test(letter))
      return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|The character is not mapped: ${letter}`;
    const digit = SOUNDEX_CODES[letter];
    if (code === '') code = letter;
    else if (digit !== undefined && digit !== last) code += digit;
    if (letter !== 'H' && letter !== 'W') last = digit;
  }
  return code === '' ? '' : code.padEnd(SOUNDEX_LENGTH, '0');
}

/** Whether the last digit is the Luhn check digit of the others, for a text of digits; false of no digit. */
export function luhnCheck(text: string): boolean {
  if (text === '') return false;
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = Number(text[text.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** Levenshtein distance over code points; DuckDB's counts bytes. */
export function levenshteinDistance(a: string, b: string): bigint {
  const left = [...a];
  const right = [...b];
  let previous = right.map((_, i) => i + 1);
  previous.unshift(0);
  for (const [i, character] of left.entries()) {
    const current = [i + 1];
    for (const [j, other] of right.entries()) {
      const substituted = previous[j] + (character === other ? 0 : 1);
      current.push(Math.min(substituted, previous[j + 1] + 1, current[j] + 1));
    }
    previous = current;
  }
  return BigInt(previous[right.length]);
}

/** Places where two texts of equal length differ. */
export function hammingDistance(a: string, b: string): bigint {
  const other = [...b];
  return BigInt([...a].filter((character, i) => character !== other[i]).length);
}

/** Place of the n-th occurrence from the start, from the end where n is negative, by code points from 1; 0 where there is none. */
export function nthPosition(text: string, search: string, n: bigint): bigint {
  if (search === '') return 1n;
  const step = n < 0n ? -1 : 1;
  let place = n < 0n ? text.length + 1 : -1;
  for (let left = n < 0n ? -n : n; left > 0n; left--) {
    place = step > 0 ? text.indexOf(search, place + 1) : place === 0 ? -1 : text.lastIndexOf(search, place - 1);
    if (place < 0) return 0n;
  }
  return BigInt([...text.slice(0, place)].length + 1);
}

/** Trino's units begin anew from a 64-bit integer. */
const LONG_LIMIT = 2 ** 63;

const UNITS = ['', 'K', 'M', 'B', 'T', 'Q'];

/** `1234567` → `1.23M`; negative numbers keep two decimals always, as Trino's format_number has it. */
export function formatNumber(value: number): string {
  let unit = 0;
  let scaled = Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, -LONG_LIMIT), LONG_LIMIT));
  while (Math.abs(scaled) >= 1000 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const decimals = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
  return `${Number(scaled.toFixed(decimals))}${UNITS[unit]}`;
}
