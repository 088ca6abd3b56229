// The wall clock of a zone for an instant, for showing timestamps with time zone.

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

function offsetMillis(millis: number, zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
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
