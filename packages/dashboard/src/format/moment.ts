// Moments: local time or UTC, with as much of the date as is needed.
import { durationText } from './duration.ts';

export type TimeZoneChoice = 'local' | 'utc';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface MomentFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The calendar's and the clock's fields in the chosen zone. */
export function momentFields(ms: number, zone: TimeZoneChoice): MomentFields {
  const at = new Date(ms);
  if (zone === 'utc') {
    return {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth(),
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
      millisecond: at.getUTCMilliseconds(),
    };
  }
  return {
    year: at.getFullYear(),
    month: at.getMonth(),
    day: at.getDate(),
    hour: at.getHours(),
    minute: at.getMinutes(),
    second: at.getSeconds(),
    millisecond: at.getMilliseconds(),
  };
}

type ClockDigits = 'minutes' | 'seconds' | 'milliseconds';

export function clockText(ms: number, zone: TimeZoneChoice, digits: ClockDigits = 'seconds'): string {
  const { hour, minute, second, millisecond } = momentFields(ms, zone);
  const minutes = `${two(hour)}:${two(minute)}`;
  if (digits === 'minutes') return minutes;
  return digits === 'seconds'
    ? `${minutes}:${two(second)}`
    : `${minutes}:${two(second)}.${String(millisecond).padStart(3, '0')}`;
}

/** With the year where it is not this one, or nothing says which one is. */
export function dayText(ms: number, zone: TimeZoneChoice, nowMs?: number): string {
  const { year, month, day } = momentFields(ms, zone);
  const text = `${day} ${MONTHS[month]}`;
  return nowMs !== undefined && year === momentFields(nowMs, zone).year ? text : `${text} ${year}`;
}

export function isSameDay(leftMs: number, rightMs: number, zone: TimeZoneChoice): boolean {
  const [left, right] = [momentFields(leftMs, zone), momentFields(rightMs, zone)];
  return left.year === right.year && left.month === right.month && left.day === right.day;
}

/** Today `14:31:07`, else `18 Nov 09:31`; where milliseconds tell apart, with them on any day. */
export function momentText(ms: number, zone: TimeZoneChoice, nowMs: number, digits: ClockDigits = 'seconds'): string {
  if (isSameDay(ms, nowMs, zone)) return clockText(ms, zone, digits);
  return `${dayText(ms, zone, nowMs)} ${clockText(ms, zone, digits === 'milliseconds' ? digits : 'minutes')}`;
}

/** Local time, UTC, age and, where they are known, nanoseconds: a line each. */
export function fullMomentText(ms: number, nowMs: number, nanos?: bigint): string {
  const age = Math.abs(nowMs - ms);
  return [
    `${dayText(ms, 'local')} ${clockText(ms, 'local', 'milliseconds')} local`,
    new Date(ms).toISOString(),
    ms > nowMs ? `in ${durationText(age)}` : `${durationText(age)} ago`,
    ...(nanos === undefined ? [] : [`${nanos} ns`]),
  ].join('\n');
}

/** `22 Nov 14:02:00`: as the time field understands it. */
export function exactMomentText(ms: number, zone: TimeZoneChoice, nowMs: number): string {
  return `${dayText(ms, zone, nowMs)} ${clockText(ms, zone)}`;
}

export function monthOf(name: string): number | null {
  const at = MONTHS.findIndex((month) => month.toLowerCase() === name.slice(0, 3).toLowerCase());
  return at < 0 ? null : at;
}

/** `12 s ago` below an hour, then the moment. */
export function ageText(ms: number, zone: TimeZoneChoice, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - ms) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return momentText(ms, zone, nowMs);
}

/** A span of time: `14:02 – 14:44`, with the date where it is not today. */
export function spanText(startMs: number, endMs: number, zone: TimeZoneChoice, nowMs: number): string {
  const digits = endMs - startMs < 600_000 ? 'seconds' : 'minutes';
  const sameDay = isSameDay(startMs, endMs - 1, zone);
  const day = (ms: number): string => (isSameDay(ms, nowMs, zone) ? '' : `${dayText(ms, zone, nowMs)} `);
  const end = sameDay ? '' : day(endMs) === '' ? `${dayText(endMs, zone, nowMs)} ` : day(endMs);
  const start = sameDay ? day(startMs) : `${dayText(startMs, zone, nowMs)} `;
  return `${start}${clockText(startMs, zone, digits)} – ${end}${clockText(endMs, zone, digits)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
