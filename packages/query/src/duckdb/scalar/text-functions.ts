// Text functions that DuckDB lacks or has by bytes: Soundex, Luhn's check, edit distance by code point, numbers with a unit.

const SOUNDEX_CODES: Readonly<Record<string, string>> = Object.fromEntries(
  ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'].flatMap((letters, i) => [...letters].map((l) => [l, String(i + 1)])),
);

/** American Soundex: H and W do not part equal codes, vowels do. Letters outside A–Z give NULL. */
export function soundex(text: string): string | null {
  const letters = text.toUpperCase().replace(/[^\p{L}]/gu, '');
  if (/[^A-Z]/.test(letters)) return null;
  if (letters === '') return '';
  let code = letters[0];
  let last = SOUNDEX_CODES[letters[0]];
  for (const letter of letters.slice(1)) {
    const digit = SOUNDEX_CODES[letter];
    if (digit !== undefined && digit !== last) code += digit;
    if (letter !== 'H' && letter !== 'W') last = digit;
  }
  return code.padEnd(4, '0').slice(0, 4);
}

/** Whether the last digit is the Luhn check digit of the others; NULL for what is no number. */
export function luhnCheck(text: string): boolean | null {
  if (!/^\d+$/.test(text)) return null;
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

const UNITS = ['', 'K', 'M', 'B', 'T', 'Q'];

/** `1234567` → `1.23M`; negative numbers keep two decimals always, as Trino's format_number has it. */
export function formatNumber(value: number): string {
  let unit = 0;
  let scaled = Math.trunc(value);
  while (Math.abs(scaled) >= 1000 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const decimals = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
  return `${Number(scaled.toFixed(decimals))}${UNITS[unit]}`;
}
