// A date pattern as DuckDB's strftime has it: five times as quick as our own formatter, for the parts that both print alike.
import type { PatternPart } from '../duckdb/scalar/date-pattern.ts';

const NUMBERS: Readonly<Record<string, string>> = {
  year4: '%Y',
  yearOfEra4: '%Y',
  weekYear4: '%G',
  month1: '%-m',
  month2: '%m',
  week2: '%V',
  dayOfYear1: '%-j',
  dayOfYear3: '%j',
  day1: '%-d',
  day2: '%d',
  dayOfWeek1: '%u',
  hour1: '%-H',
  hour2: '%H',
  halfDayClockHour1: '%-I',
  halfDayClockHour2: '%I',
  minute1: '%-M',
  minute2: '%M',
  second1: '%-S',
  second2: '%S',
};

const TEXTS: Readonly<Record<string, string>> = {
  monthshort: '%b',
  monthlong: '%B',
  dayOfWeekshort: '%a',
  dayOfWeeklong: '%A',
  halfDayshort: '%p',
};

/** Milliseconds, which is all that Trino prints of a fraction. */
const FRACTIONS: Readonly<Record<number, string>> = { 3: '%g', 6: '%g000', 9: '%g000000' };

/** `undefined` where a part has no such form. */
export function strftimePattern(parts: readonly PatternPart[]): string | undefined {
  const printed = parts.map(strftimePart);
  return printed.includes(undefined) ? undefined : printed.join('');
}

function strftimePart(part: PatternPart): string | undefined {
  switch (part.kind) {
    case 'literal':
      return part.text.replaceAll('%', '%%');
    case 'number':
      return NUMBERS[part.field + part.minDigits];
    case 'twoDigitYear':
      return part.field === 'year' ? '%y' : undefined;
    case 'text':
      return TEXTS[part.field + (part.short ? 'short' : 'long')];
    case 'fraction':
      return FRACTIONS[part.minDigits];
    default:
      return undefined;
  }
}

const DIGITS: Readonly<Record<string, string>> = {
  year4: '[0-9]{4}',
  month2: '[0-9]{2}',
  day2: '[0-9]{2}',
  hour2: '[0-9]{2}',
  minute2: '[0-9]{2}',
  second2: '[0-9]{2}',
};

/** Year, month and day first, then the time of day, each once: read alike by both. */
const READ_ALIKE = /^year month day(?: hour(?: minute(?: second)?)?)?$/;

/** A pattern of strptime and the regular expression of the texts that it reads as Joda does; `undefined` where there is none. */
export function strptimeForm(
  parts: readonly PatternPart[],
): { readonly pattern: string; readonly text: string } | undefined {
  const fields = parts.flatMap((part) => (part.kind === 'number' ? [part.field] : []));
  if (!READ_ALIKE.test(fields.join(' '))) return undefined;
  const texts = parts.map((part) => {
    if (part.kind === 'number') return DIGITS[part.field + part.minDigits];
    return part.kind === 'literal' ? part.text.replace(/[^\w\s]/g, '[$&]').replaceAll('[^]', '\\^') : undefined;
  });
  const pattern = strftimePattern(parts);
  return pattern === undefined || texts.includes(undefined) ? undefined : { pattern, text: texts.join('') };
}
