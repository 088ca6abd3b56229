// The proleptic Gregorian calendar in days since 1970, as Trino's dates have it: any year, ISO weeks.

const MILLIS_PER_DAY = 86_400_000;

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Day number of a date whose month and day exist. */
export function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / MILLIS_PER_DAY);
}

export function dateOfDay(number: number): CalendarDate {
  const date = new Date(number * MILLIS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function daysInMonth(year: number, month: number): number {
  return dayNumber(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - dayNumber(year, month, 1);
}

export function daysInYear(year: number): number {
  return dayNumber(year + 1, 1, 1) - dayNumber(year, 1, 1);
}

/** 1 Monday to 7 Sunday. */
export function dayOfWeek(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

/** The Monday on which the ISO year begins. */
export function startOfWeekYear(weekYear: number): number {
  const fourth = dayNumber(weekYear, 1, 4);
  return fourth - dayOfWeek(fourth) + 1;
}

export function weekYearOf(number: number): number {
  return dateOfDay(number - dayOfWeek(number) + 4).year;
}

export function weeksInWeekYear(weekYear: number): number {
  return (startOfWeekYear(weekYear + 1) - startOfWeekYear(weekYear)) / 7;
}

export function weekOf(number: number): number {
  return Math.floor((number - startOfWeekYear(weekYearOf(number))) / 7) + 1;
}
