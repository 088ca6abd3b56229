// The wall clock of a zone for an instant, for showing timestamps with time zone.
import { offsetMinutes } from './scalar/zone-name.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * @param utc `2026-07-01 10:00:00[.f…]`
 * @param zone `+02:00` or a name of the zone database
 * @returns the same instant as the clock in `zone` shows it, with the same fraction
 */
export function zonedClock(utc: string, zone: string): string {
  const seconds = utc.slice(0, 19);
  const millis = Date.parse(`${seconds.replace(' ', 'T')}Z`);
  const shifted = new Date(millis + offsetMillis(millis, zone)).toISOString();
  return `${shifted.slice(0, 19).replace('T', ' ')}${utc.slice(19)}`;
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
