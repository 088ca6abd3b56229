// Fields read from a text as a point in time on the wall, and the answer of every function that reads one:
// microseconds, a blank, the zone; or the error.
import { RAISE_PREFIX } from '../raise.ts';
import {
  dateOfDay,
  dayNumber,
  dayOfWeek,
  daysInMonth,
  daysInYear,
  startOfWeekYear,
  weeksInWeekYear,
  weekYearOf,
} from './calendar-date.ts';
import { InvalidPattern, type NumberField } from './date-pattern.ts';
import { offsetZone } from './zone-name.ts';

export type DateFields = Partial<Record<NumberField | 'era' | 'halfDay' | 'millis', number>>;

/** The text does not fit; the message says which value is out of range. */
export class Unreadable extends Error {}

/** Trino reads it, or refuses it as we do. */
export class UnsupportedText extends Error {}

/** What `read` gives, or the failing text that its error is. */
export function readingAnswer(text: string, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidPattern) return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|${error.message}`;
    if (error instanceof UnsupportedText) return `${RAISE_PREFIX}|NOT_SUPPORTED|${error.message}`;
    if (!(error instanceof Unreadable)) throw error;
    const shown = text.slice(0, 200);
    const message = error.message === '' ? `Invalid format: "${shown}"` : `Cannot parse "${shown}": ${error.message}`;
    return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|${message}`;
  }
}

/** `Z`, `+02`, `+0530`, `+05:30` at the beginning of a text, and what they stand for. */
export function offsetAt(text: string): { readonly zone: string; readonly length: number } {
  const found = /^(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)/.exec(text);
  if (found === null) throw new Unreadable();
  const [written, sign, hours, minutes = '0', seconds = '0'] = found;
  if (sign === undefined) return { zone: 'UTC', length: 1 };
  if (Number(hours) > 23 || Number(minutes) > 59) throw new Unreadable();
  const total = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const zone = Number(seconds) === 0 ? offsetZone(total) : undefined;
  if (zone === undefined) throw new UnsupportedText(`Time zone not supported: ${written}`);
  return { zone, length: written.length };
}

const DEFAULT_YEAR = 2000;
const MICROS_PER_MILLI = 1000n;

export function wallMicros(fields: DateFields): bigint {
  const day = dayOf(fields);
  const hour = hourOf(fields);
  const minute = ranged('minuteOfHour', fields.minute ?? 0, 0, 59);
  const second = ranged('secondOfMinute', fields.second ?? 0, 0, 59);
  const millis = day * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + (fields.millis ?? 0);
  // Beyond the years that JavaScript's dates have.
  if (Number.isNaN(millis)) throw new Unreadable('the year is out of range');
  return BigInt(millis) * MICROS_PER_MILLI;
}

/** Larger fields first, each from the beginning of what the one before it set. Without a year the leap year 2000 is meant. */
export function dayOf(fields: DateFields): number {
  if (fields.centuryOfEra !== undefined) throw new UnsupportedText('Reading a century (C) is not supported locally');
  const { month, week, dayOfYear, day, dayOfWeek: weekday } = fields;
  const dated = [month, week, dayOfYear, day, weekday].some((field) => field !== undefined);
  const year = yearOf(fields) ?? (dated && fields.weekYear === undefined ? DEFAULT_YEAR : undefined);
  let number = year === undefined ? 0 : dayNumber(year, 1, 1);
  if (fields.weekYear !== undefined) number = startOfWeekYear(fields.weekYear);
  if (month !== undefined) number = dayNumber(dateOfDay(number).year, ranged('monthOfYear', month, 1, 12), 1);
  if (dayOfYear !== undefined) {
    const { year } = dateOfDay(number);
    number = dayNumber(year, 1, 1) + ranged('dayOfYear', dayOfYear, 1, daysInYear(year)) - 1;
  }
  if (week !== undefined) {
    const weekYear = weekYearOf(number);
    number = startOfWeekYear(weekYear) + (ranged('weekOfWeekyear', week, 1, weeksInWeekYear(weekYear)) - 1) * 7;
  }
  if (day !== undefined) {
    const date = dateOfDay(number);
    number = dayNumber(date.year, date.month, ranged('dayOfMonth', day, 1, daysInMonth(date.year, date.month)));
  }
  if (weekday !== undefined) number += ranged('dayOfWeek', weekday, 1, 7) - dayOfWeek(number);
  return year === undefined ? number : backInYear(number, year, week, weekday);
}

/** A week or a weekday may lead out of the year: Joda sets every field twice. */
function backInYear(number: number, year: number, week: number | undefined, weekday: number | undefined): number {
  const date = dateOfDay(number);
  if (date.year === year) return number;
  let moved = dayNumber(year, date.month, Math.min(date.day, daysInMonth(year, date.month)));
  if (week !== undefined) moved = startOfWeekYear(weekYearOf(moved)) + (week - 1) * 7;
  return weekday === undefined ? moved : moved + weekday - dayOfWeek(moved);
}

function yearOf({ year, yearOfEra, era }: DateFields): number | undefined {
  if (yearOfEra !== undefined) return era === 0 ? 1 - yearOfEra : yearOfEra;
  if (year === undefined && era !== undefined)
    throw new UnsupportedText('An era without a year is not supported locally');
  return era === 0 && year !== undefined ? 1 - year : year;
}

function hourOf({ hour, clockHour, halfDayHour, halfDayClockHour, halfDay }: DateFields): number {
  if (hour !== undefined) return ranged('hourOfDay', hour, 0, 23);
  if (clockHour !== undefined) return ranged('clockhourOfDay', clockHour, 1, 24) % 24;
  const half = (halfDay ?? 0) * 12;
  if (halfDayHour !== undefined) return ranged('hourOfHalfday', halfDayHour, 0, 11) + half;
  if (halfDayClockHour !== undefined) return (ranged('clockhourOfHalfday', halfDayClockHour, 1, 12) % 12) + half;
  return half;
}

export function ranged(name: string, value: number, from: number, to: number): number {
  if (value >= from && value <= to) return value;
  throw new Unreadable(`Value ${value} for ${name} must be in the range [${from},${to}]`);
}
