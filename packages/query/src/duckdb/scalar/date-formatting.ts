// date_format and format_datetime: the wall clock in a pattern, as Joda's formatter prints it.
import { RAISE_PREFIX } from '../raise.ts';
import { dateOfDay, dayNumber, dayOfWeek, weekOf, weekYearOf } from './calendar-date.ts';
import { datePattern, InvalidPattern, type NumberField, type PatternPart } from './date-pattern.ts';

export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
export const WEEKDAYS: readonly string[] = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

export const WITHOUT_ZONE = 'format_datetime of a timestamp without time zone cannot show a zone';

const MILLIS_PER_DAY = 86_400_000;

/** What the clock on the wall shows. */
interface WallClock {
  readonly day: number;
  readonly millis: number;
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly hour: number;
  /** `UTC`, `+05:30` or a name; `''` where there is no zone. */
  readonly zone: string;
  readonly offset: number;
}

export function mysqlFormat(wallMillis: bigint, pattern: string): string {
  return formatted(wallMillis, 'mysql', pattern, '', 0n);
}

/** @param offset minutes ahead of UTC */
export function jodaFormat(wallMillis: bigint, pattern: string, zone: string, offset: bigint): string {
  return formatted(wallMillis, 'joda', pattern, zone, offset);
}

function formatted(wallMillis: bigint, style: 'mysql' | 'joda', pattern: string, zone: string, offset: bigint): string {
  try {
    const clock = wallClock(Number(wallMillis), zone, Number(offset));
    return datePattern(style, pattern)
      .map((part) => partText(part, clock))
      .join('');
  } catch (error) {
    if (error instanceof InvalidPattern) return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|${error.message}`;
    if (error instanceof UnsupportedPart) return `${RAISE_PREFIX}|NOT_SUPPORTED|${error.message}`;
    throw error;
  }
}

class UnsupportedPart extends Error {}

function wallClock(wallMillis: number, zone: string, offset: number): WallClock {
  const day = Math.floor(wallMillis / MILLIS_PER_DAY);
  const millis = wallMillis - day * MILLIS_PER_DAY;
  const { year, month, day: dayOfMonth } = dateOfDay(day);
  return { day, millis, year, month, dayOfMonth, hour: Math.floor(millis / 3_600_000), zone, offset };
}

function partText(part: PatternPart, clock: WallClock): string {
  switch (part.kind) {
    case 'literal':
      return part.text;
    case 'number':
      return padded(numberOf(part.field, clock), part.minDigits);
    case 'twoDigitYear':
      return padded(Math.abs(part.field === 'year' ? clock.year : weekYearOf(clock.day)) % 100, 2);
    case 'text':
      return textOf(part.field, part.short, clock);
    case 'fraction':
      return String(clock.millis % 1000)
        .padStart(3, '0')
        .padEnd(part.minDigits, '0')
        .slice(0, part.minDigits);
    default:
      return zoneText(part, clock);
  }
}

function padded(value: number, digits: number): string {
  return `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(digits, '0')}`;
}

function numberOf(field: NumberField, { day, millis, year, month, dayOfMonth, hour }: WallClock): number {
  switch (field) {
    case 'centuryOfEra':
      return Math.floor((year > 0 ? year : 1 - year) / 100);
    case 'year':
      return year;
    case 'yearOfEra':
      return year > 0 ? year : 1 - year;
    case 'weekYear':
      return weekYearOf(day);
    case 'month':
      return month;
    case 'week':
      return weekOf(day);
    case 'dayOfYear':
      return day - dayNumber(year, 1, 1) + 1;
    case 'day':
      return dayOfMonth;
    case 'dayOfWeek':
      return dayOfWeek(day);
    case 'hour':
      return hour;
    case 'clockHour':
      return hour === 0 ? 24 : hour;
    case 'halfDayHour':
      return hour % 12;
    case 'halfDayClockHour':
      return hour % 12 === 0 ? 12 : hour % 12;
    case 'minute':
      return Math.floor(millis / 60_000) % 60;
    case 'second':
      return Math.floor(millis / 1000) % 60;
  }
}

function textOf(field: 'month' | 'dayOfWeek' | 'halfDay' | 'era', short: boolean, clock: WallClock): string {
  if (field === 'halfDay') return clock.hour < 12 ? 'AM' : 'PM';
  if (field === 'era') return clock.year > 0 ? 'AD' : 'BC';
  const name = field === 'month' ? MONTHS[clock.month - 1] : WEEKDAYS[dayOfWeek(clock.day) - 1];
  return short ? name.slice(0, 3) : name;
}

function zoneText(part: Extract<PatternPart, { kind: 'offset' | 'zoneId' | 'zoneName' }>, clock: WallClock): string {
  const { zone, offset } = clock;
  if (zone === '') throw new InvalidPattern(WITHOUT_ZONE);
  if (part.kind === 'zoneId') return zone;
  if (part.kind === 'offset') {
    const minutes = Math.abs(offset);
    const clockText = `${padded(Math.floor(minutes / 60), 2)}${part.separator}${padded(minutes % 60, 2)}`;
    return `${offset < 0 ? '-' : '+'}${clockText}`;
  }
  if (zone === 'UTC') return part.short ? 'UTC' : 'Coordinated Universal Time';
  if (/^[+-]/.test(zone)) return zone;
  throw new UnsupportedPart('The name of a time zone (z) is not supported locally: use ZZ or ZZZ');
}
