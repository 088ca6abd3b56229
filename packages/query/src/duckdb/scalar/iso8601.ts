// from_iso8601_timestamp, _nanos and _date, and casts of text to timestamp with time zone: each answers with the time on the wall, a blank, the zone.
import { RAISE_PREFIX } from '../raise.ts';
import { dateOfDay } from './calendar-date.ts';
import { type DateFields, dayOf, offsetAt, readingAnswer, Unreadable, wallMicros } from './date-fields.ts';
import { zoneName } from './zone-name.ts';

const DATE = String.raw`(?<year>[+-]?\d{1,9})(?:-W(?<week>\d{1,2})(?:-(?<weekday>\d))?|-(?<ordinal>\d{3})(?!\d)|-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?`;
const FRACTION = String.raw`[.,](\d{1,9})`;
const TIME = String.raw`(?<hour>\d{1,2})(?:${FRACTION.replace('(', '(?<hours>')}|:(?<minute>\d{1,2})(?:${FRACTION.replace('(', '(?<minutes>')}|:(?<second>\d{1,2})(?:${FRACTION.replace('(', '(?<seconds>')})?)?)?`;
const DATE_ONLY = new RegExp(`^${DATE}$`);
const DATE_TIME = new RegExp(`^(?:${DATE})?(?:(?<=.|^)T(?:${TIME})?(?<offset>[Zz]|[+-].*)?)?$`);

/** Joda's parser: parts may be left out from the end, or the date altogether. */
export function isoTimestamp(text: string): string {
  return readingAnswer(text, () => {
    const parts = DATE_TIME.exec(text)?.groups;
    if (parts === undefined || text === '') throw new Unreadable();
    return `${wallMicros({ ...dateFields(parts), ...timeFields(parts) })} ${offsetOf(parts['offset'])}`;
  });
}

/** Of JavaScript's dates, and less than Trino's 32 bits. */
const MAX_DAY = 100_000_000;

/** `2024-02-29` of every form of an ISO date. */
export function isoDate(text: string): string {
  return readingAnswer(text, () => {
    const parts = DATE_ONLY.exec(text)?.groups;
    if (parts === undefined) throw new Unreadable();
    const day = dayOf(dateFields(parts));
    if (!(Math.abs(day) <= MAX_DAY)) throw new Unreadable('the date is out of range');
    return dateText(day);
  });
}

const JAVA_DATE_TIME =
  /^(-?\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:([Zz]|[+-]\d\d:\d\d)(?:\[([^\]]+)\])?)?$/;

/** Java's own parser, stricter than Joda's. Nanoseconds instead of microseconds. */
export function isoNanos(text: string): string {
  return readingAnswer(text, () => {
    const found = JAVA_DATE_TIME.exec(text);
    if (found === null) throw new Unreadable();
    const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? '0'));
    const wall = wallMicros({ year, month, day, hour, minute, second }) * 1000n;
    const zone = found[9] === undefined ? offsetOf(found[8]) : zoneName(found[9]);
    if (zone === undefined) throw new Unreadable();
    return `${wall + BigInt((found[7] ?? '').padEnd(9, '0'))} ${zone}`;
  });
}

const CAST_TEXT =
  /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?)?\s*(?:([^\s\d].*?))?\s*$/;

/** CAST of a text to timestamp with time zone, rounded half up: microseconds on the wall, nanoseconds for more than 6 digits. */
export function castZoned(text: string, precision: bigint): string {
  const failure = `${RAISE_PREFIX}|INVALID_CAST_ARGUMENT|Value cannot be cast to timestamp: ${text.slice(0, 200)}`;
  const found = CAST_TEXT.exec(text);
  const zone = found?.[8] === undefined ? 'UTC' : zoneName(found[8]);
  if (found === null || zone === undefined) return failure;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? '0'));
  const wall = readingAnswer(text, () => String(wallMicros({ year, month, day, hour, minute, second })));
  if (wall.startsWith(RAISE_PREFIX)) return failure;
  const picos = BigInt(wall) * 1_000_000n + BigInt((found[7] ?? '').padEnd(12, '0'));
  const unit = 10n ** (12n - precision);
  const rounded = floorTo(picos + unit / 2n, unit);
  return `${rounded / (precision > 6n ? 1000n : 1_000_000n)} ${zone}`;
}

function floorTo(value: bigint, unit: bigint): bigint {
  return value - (((value % unit) + unit) % unit);
}

type Parts = Readonly<Record<string, string | undefined>>;

function dateFields(parts: Parts): DateFields {
  const numbered = (name: string): number | undefined => (parts[name] === undefined ? undefined : Number(parts[name]));
  const fields: Record<string, number | undefined> =
    parts['week'] === undefined
      ? { year: numbered('year'), month: numbered('month'), day: numbered('day'), dayOfYear: numbered('ordinal') }
      : { weekYear: numbered('year'), week: numbered('week'), dayOfWeek: numbered('weekday') };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as DateFields;
}

/** A fraction of an hour or a minute is spread over what is smaller. */
function timeFields(parts: Parts): DateFields {
  const { hours, minutes, seconds } = parts;
  const fraction = Number(`0.${hours ?? minutes ?? seconds ?? '0'}`);
  const unit = hours === undefined ? (minutes === undefined ? 1000 : 60_000) : 3_600_000;
  const millis =
    seconds === undefined ? Math.floor(fraction * unit + 1e-6) : Number(seconds.slice(0, 3).padEnd(3, '0'));
  return {
    hour: Number(parts['hour'] ?? '0'),
    minute: Number(parts['minute'] ?? '0'),
    second: Number(parts['second'] ?? '0'),
    millis,
  };
}

function offsetOf(written: string | undefined): string {
  if (written === undefined) return 'UTC';
  const { zone, length } = offsetAt(written);
  if (length < written.length) throw new Unreadable();
  return zone;
}

function dateText(number: number): string {
  const { year, month, day } = dateOfDay(number);
  const two = (n: number): string => String(n).padStart(2, '0');
  // DuckDB's cast counts the years before 1 as BC.
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${shown}-${two(month)}-${two(day)}${year > 0 ? '' : ' (BC)'}`;
}
