// Date patterns as Joda's formatter has them: MySQL's (date_format, date_parse) and Joda's own letters become one list of parts.

export type NumberField =
  | 'centuryOfEra'
  | 'year'
  | 'yearOfEra'
  | 'weekYear'
  | 'month'
  | 'week'
  | 'dayOfYear'
  | 'day'
  | 'dayOfWeek'
  | 'hour'
  | 'clockHour'
  | 'halfDayHour'
  | 'halfDayClockHour'
  | 'minute'
  | 'second';

export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'number'; readonly field: NumberField; readonly minDigits: number; readonly maxDigits: number }
  /** Two digits stand for the years from `pivot` − 50; `null`: 30 years before this one. `lenient`: other numbers of digits are whole years. */
  | {
      readonly kind: 'twoDigitYear';
      readonly field: 'year' | 'weekYear';
      readonly pivot: number | null;
      readonly lenient: boolean;
    }
  | { readonly kind: 'text'; readonly field: 'month' | 'dayOfWeek' | 'halfDay' | 'era'; readonly short: boolean }
  | { readonly kind: 'fraction'; readonly minDigits: number; readonly maxDigits: number }
  | { readonly kind: 'offset'; readonly separator: string }
  | { readonly kind: 'zoneId' }
  | { readonly kind: 'zoneName'; readonly short: boolean };

/** What Trino says of a pattern that it does not take. */
export class InvalidPattern extends Error {}

const SIGNED: ReadonlySet<NumberField> = new Set(['year', 'yearOfEra', 'weekYear']);

export function isSigned(field: NumberField): boolean {
  return SIGNED.has(field);
}

/** The pattern's parts, read once. Throws InvalidPattern. */
export function datePattern(style: 'mysql' | 'joda', pattern: string): readonly PatternPart[] {
  const key = style + pattern;
  let parts = known.get(key);
  if (parts === undefined) {
    parts = style === 'mysql' ? mysqlParts(pattern) : jodaParts(pattern);
    if (known.size > 1000) known.clear();
    known.set(key, parts);
  }
  return parts;
}

const known = new Map<string, readonly PatternPart[]>();

function number(field: NumberField, minDigits: number, maxDigits: number): PatternPart {
  return { kind: 'number', field, minDigits, maxDigits };
}

function text(field: 'month' | 'dayOfWeek' | 'halfDay' | 'era', short: boolean): PatternPart {
  return { kind: 'text', field, short };
}

function literal(written: string): PatternPart {
  return { kind: 'literal', text: written };
}

// --- MySQL

const MYSQL_PIVOT = 2020;
const HALF_DAY = text('halfDay', true);
const [HOUR, MINUTE, SECOND] = [number('hour', 2, 2), number('minute', 2, 2), number('second', 2, 2)];
const HALF_DAY_HOUR = number('halfDayClockHour', 2, 2);
const COLON = literal(':');

const MYSQL: Readonly<Record<string, readonly PatternPart[]>> = {
  a: [text('dayOfWeek', true)],
  b: [text('month', true)],
  c: [number('month', 1, 2)],
  d: [number('day', 2, 2)],
  e: [number('day', 1, 2)],
  f: [{ kind: 'fraction', minDigits: 6, maxDigits: 9 }],
  H: [HOUR],
  h: [HALF_DAY_HOUR],
  I: [HALF_DAY_HOUR],
  i: [MINUTE],
  j: [number('dayOfYear', 3, 3)],
  k: [number('hour', 1, 2)],
  l: [number('halfDayClockHour', 1, 2)],
  M: [text('month', false)],
  m: [number('month', 2, 2)],
  p: [HALF_DAY],
  r: [HALF_DAY_HOUR, COLON, MINUTE, COLON, SECOND, literal(' '), HALF_DAY],
  S: [SECOND],
  s: [SECOND],
  T: [HOUR, COLON, MINUTE, COLON, SECOND],
  v: [number('week', 2, 2)],
  W: [text('dayOfWeek', false)],
  x: [number('weekYear', 4, 4)],
  Y: [number('year', 4, 4)],
  y: [{ kind: 'twoDigitYear', field: 'year', pivot: MYSQL_PIVOT, lenient: false }],
  '%': [literal('%')],
};

function mysqlParts(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  for (const [found, letter] of pattern.matchAll(/%(.)|%$|[^%]/gsu)) {
    if (letter === undefined) {
      if (found !== '%') parts.push(literal(found));
    } else if ('DUuVwX'.includes(letter)) {
      throw new InvalidPattern(`%${letter} not supported in date format string`);
    } else parts.push(...(MYSQL[letter] ?? [literal(letter)]));
  }
  if (parts.length === 0) throw new InvalidPattern('Both printing and parsing not supported');
  return parts;
}

// --- Joda

const MAX_YEAR_DIGITS = 9;
const NUMERIC_LETTERS = 'cCxyYdhHmsSeDFwWkK';

function jodaParts(pattern: string): PatternPart[] {
  if (pattern === '') throw new InvalidPattern('Invalid pattern specification: Pattern is null or empty');
  const tokens = [...pattern.matchAll(/([a-zA-Z])\1*|'((?:[^']|'')*)(?:'|$)|[^a-zA-Z']+/gs)];
  return tokens.map(([found, letter, quoted], i) => {
    if (letter !== undefined) return letterPart(letter, found.length, isNumeric(tokens[i + 1]?.[0]));
    return literal(quoted === undefined ? found : found === "''" ? "'" : quoted.replaceAll("''", "'"));
  });
}

/** Whether a token reads digits, so that the one before it must know where to stop. */
function isNumeric(token: string | undefined): boolean {
  if (token === undefined) return false;
  return token[0] === 'M' ? token.length <= 2 : NUMERIC_LETTERS.includes(token[0]);
}

function letterPart(letter: string, length: number, beforeNumber: boolean): PatternPart {
  switch (letter) {
    case 'G':
      return text('era', true);
    case 'C':
      return number('centuryOfEra', length, length);
    case 'x':
    case 'y':
    case 'Y':
      return yearPart(letter, length, beforeNumber);
    case 'M':
      return length >= 3 ? text('month', length === 3) : number('month', length, 2);
    case 'd':
      return number('day', length, 2);
    case 'a':
      return HALF_DAY;
    case 'h':
      return number('halfDayClockHour', length, 2);
    case 'H':
      return number('hour', length, 2);
    case 'k':
      return number('clockHour', length, 2);
    case 'K':
      return number('halfDayHour', length, 2);
    case 'm':
      return number('minute', length, 2);
    case 's':
      return number('second', length, 2);
    case 'S':
      return { kind: 'fraction', minDigits: length, maxDigits: length };
    case 'e':
      return number('dayOfWeek', length, 1);
    case 'E':
      return text('dayOfWeek', length < 4);
    case 'D':
      return number('dayOfYear', length, 3);
    case 'w':
      return number('week', length, 2);
    case 'z':
      return { kind: 'zoneName', short: length < 4 };
    case 'Z':
      return length >= 3 ? { kind: 'zoneId' } : { kind: 'offset', separator: length === 2 ? ':' : '' };
    default:
      throw new InvalidPattern(`Illegal pattern component: ${letter.repeat(length)}`);
  }
}

const YEAR_FIELDS = { x: 'weekYear', y: 'year', Y: 'yearOfEra' } as const;

function yearPart(letter: 'x' | 'y' | 'Y', length: number, beforeNumber: boolean): PatternPart {
  if (length === 2) {
    const field = letter === 'x' ? 'weekYear' : 'year';
    return { kind: 'twoDigitYear', field, pivot: null, lenient: !beforeNumber };
  }
  return number(YEAR_FIELDS[letter], length, beforeNumber ? length : MAX_YEAR_DIGITS);
}
