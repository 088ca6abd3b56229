// The wall clock of a zone for an instant, for showing timestamps with time zone.
import { offsetMinutes } from './scalar/zone-name.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * @param utc `2026-07-01 10:00:00[.f…]`, `+12026-…`, `-0001-…`
 * @param zone `+02:00` or a name of the zone database
 * @returns the same instant as the clock in `zone` shows it, with the same fraction
 */
export function zonedClock(utc: string, zone: string): string {
  const [, writtenYear, rest, fraction] = /^([+-]?\d+)-(.{14})(.*)$/.exec(utc)!;
  const year = Number(writtenYear);
  const near = nearYear(year);
  const millis = Date.parse(`${String(near).padStart(4, '0')}-${rest.replace(' ', 'T')}Z`);
  const shifted = new Date(millis + offsetMillis(millis, zone));
  const clock = shifted.toISOString().slice(-20, -5).replace('T', ' ');
  return `${yearText(shifted.getUTCFullYear() + year - near)}${clock}${fraction}`;
}

/** The calendar, and with it the rules of summer time, are the same again after so many years. */
const CYCLE_YEARS = 400;
const FIRST_YEAR = 1600;
const LAST_YEAR = 2400;

/** A year that JavaScript's clocks know, at the same place of the calendar. */
function nearYear(year: number): number {
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return year;
  const place = ((year % CYCLE_YEARS) + CYCLE_YEARS) % CYCLE_YEARS;
  return place + (year < FIRST_YEAR ? FIRST_YEAR : LAST_YEAR);
}

function yearText(year: number): string {
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${String(Math.abs(year)).padStart(4, '0')}`;
}

const MILLIS_PER_DAY = 86_400_000;

/** Whether the clock in `zone` ever shows this: not what a change to summer time leaves out. */
export function clockShows(wall: string, zone: string): boolean {
  const millis = Date.parse(`${wall.slice(0, 19).replace(' ', 'T')}Z`);
  return [-MILLIS_PER_DAY, MILLIS_PER_DAY].some((near) => {
    const offset = offsetMillis(millis + near, zone);
    return offsetMillis(millis - offset, zone) === offset;
  });
}

function offsetMillis(millis: number, zone: string): number {
  const minutes = offsetMinutes(zone);
  if (minutes !== undefined) return minutes * 60_000;
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(millis)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return (
    Date.UTC(parts['year'], parts['month'] - 1, parts['day'], parts['hour'], parts['minute'], parts['second']) - millis
  );
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
