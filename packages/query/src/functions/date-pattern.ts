// Date patterns of MySQL (date_format, date_parse) and Joda (format_datetime, parse_datetime) as DuckDB's strftime patterns.
import { TracelakeError } from '@tracelake/schema';

const MYSQL: Readonly<Record<string, string>> = {
  a: '%a',
  b: '%b',
  c: '%-m',
  d: '%d',
  e: '%-d',
  H: '%H',
  h: '%I',
  I: '%I',
  i: '%M',
  j: '%j',
  k: '%-H',
  l: '%-I',
  M: '%B',
  m: '%m',
  p: '%p',
  r: '%I:%M:%S %p',
  S: '%S',
  s: '%S',
  T: '%H:%M:%S',
  v: '%V',
  W: '%A',
  Y: '%Y',
  y: '%y',
  x: '%G',
  '%': '%%',
};

/** @param fraction what stands for `%f` */
export function mysqlPattern(pattern: string, fraction: string): string {
  return pattern.replace(/%(.)|%/gs, (_, letter?: string) => {
    if (letter === 'f') return fraction;
    const known = letter === undefined ? undefined : MYSQL[letter];
    if (known !== undefined) return known;
    if (letter !== undefined && !/[a-zA-Z]/.test(letter)) return letter;
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `%${letter ?? ''} not supported in date format string`);
  });
}

const JODA: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  yy: '%y',
  y: '%Y',
  YYYY: '%Y',
  xxxx: '%G',
  MMMM: '%B',
  MMM: '%b',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSS: '%g',
  EEEE: '%A',
  EEE: '%a',
  E: '%a',
  a: '%p',
  DDD: '%j',
  D: '%-j',
  ww: '%V',
  e: '%u',
};

/** @param offset what stands for `Z` (`+02:00`, or a pattern of its own); `undefined`: the offset changes with the value, which is refused. */
export function jodaPattern(pattern: string, offset: string | undefined): string {
  return pattern.replace(/'((?:[^']|'')*)'|([a-zA-Z])\2*|%/g, (found, quoted?: string) => {
    if (found === "''") return "'";
    if (quoted !== undefined) return quoted.replaceAll("''", "'").replaceAll('%', '%%');
    if (found === '%') return '%%';
    const known = JODA[found];
    if (known !== undefined) return known;
    if (found === 'Z' && offset !== undefined) return offset.replace(':', '');
    if (found === 'ZZ' && offset !== undefined) return offset;
    throw new TracelakeError('NOT_SUPPORTED', `The date pattern ${found} is not supported locally`);
  });
}

/** strptime takes numbers with or without a leading zero alike. */
export function parsingPattern(pattern: string): string {
  return pattern.replaceAll('%-', '%');
}
