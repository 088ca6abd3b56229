// Times as people and programs write them, to nanoseconds since 1970. Pure: the clock's reading is a parameter.
import { TracelakeError } from '@tracelake/schema';

const NANOS_PER_SECOND = 1_000_000_000n;
const NANOS_PER_MILLISECOND = 1_000_000n;
const LARGEST_NANOS = 9_223_372_036_854_775_807n;
const DEFAULT_RANGE_NANOS = 3600n * NANOS_PER_SECOND;

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ms: NANOS_PER_MILLISECOND,
  s: NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  h: 3600n * NANOS_PER_SECOND,
  d: 86_400n * NANOS_PER_SECOND,
  w: 604_800n * NANOS_PER_SECOND,
};

const RELATIVE = /^([+-])(\d{1,9})(ms|s|m|h|d|w)$/;
const DECIMAL_NANOS = /^\d{1,19}$/;
// An offset may begin with a space: that is what "+02:00" becomes in a query string that nobody encoded.
const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+\- ]\d{2}(?::?\d{2})?)?)?$/;

/** `start` is inclusive, `end` exclusive. */
export interface TimeRange {
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
}

/** A request's range as text; what is left out means the last hour. */
export interface TimeRangeText {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

/**
 * `end` defaults to now, `start` to one hour before `end`.
 * Throws `invalid_time`, also when the range is empty or turned round.
 */
export function parseTimeRange(text: TimeRangeText, nowUnixNano: bigint): TimeRange {
  const endTimeUnixNano = text.end === undefined ? nowUnixNano : parseTime('end', text.end, nowUnixNano);
  const startTimeUnixNano =
    text.start === undefined ? endTimeUnixNano - DEFAULT_RANGE_NANOS : parseTime('start', text.start, nowUnixNano);
  if (startTimeUnixNano >= endTimeUnixNano) {
    throw new TracelakeError(
      'invalid_time',
      `start (${text.start ?? formatTime(startTimeUnixNano)}) is not before end (${text.end ?? 'now'}), so the range is empty.`,
      {
        details: { field: 'start', start: formatTime(startTimeUnixNano), end: formatTime(endTimeUnixNano) },
        hint: 'Give a start that is earlier than the end; the end itself is not part of the range.',
      },
    );
  }
  return { startTimeUnixNano, endTimeUnixNano };
}

/**
 * One time: ISO 8601 with any offset (UTC where there is none), decimal nanoseconds, `now`, or a time relative to now
 * (`-1h`, `-30m`, `-7d`, `+5m`). `field` names it in the error.
 */
export function parseTime(field: string, text: string, nowUnixNano: bigint): bigint {
  const trimmed = text.trim();
  const nanos =
    trimmed.toLowerCase() === 'now'
      ? nowUnixNano
      : (parseRelative(trimmed, nowUnixNano) ?? parseDecimal(trimmed) ?? parseIso(trimmed));
  if (nanos !== undefined && (nanos > LARGEST_NANOS || nanos < -LARGEST_NANOS)) {
    const [from, to] = [formatTime(-LARGEST_NANOS), formatTime(LARGEST_NANOS)];
    throw new TracelakeError('invalid_time', `${field} is out of range: ${JSON.stringify(shorten(text))}.`, {
      details: { field, value: shorten(text) },
      hint: `Times are nanoseconds in 64 bits: from ${from} to ${to}.`,
    });
  }
  if (nanos === undefined) {
    throw new TracelakeError('invalid_time', `${field} is not a time: ${JSON.stringify(shorten(text))}.`, {
      details: { field, value: shorten(text) },
      hint: 'Use ISO 8601 (2026-11-22T17:00:00Z), decimal nanoseconds, or a relative time such as -1h, -7d or now.',
    });
  }
  return nanos;
}

/** A length such as `1h` or `7d` as the start of a range that ends now. Throws `invalid_time`. */
export function parseLast(field: string, text: string): string {
  const relative = `-${text.trim().replace(/^-/, '')}`;
  if (!RELATIVE.test(relative)) {
    throw new TracelakeError('invalid_time', `${field} is not a length of time: ${JSON.stringify(shorten(text))}.`, {
      details: { field, value: shorten(text) },
      hint: 'Write a number and a unit: 30m, 1h, 7d. Units: ms, s, m, h, d, w.',
    });
  }
  return relative;
}

/** ISO 8601 in UTC with all nine digits of the nanoseconds. */
export function formatTime(unixNano: bigint): string {
  const nanosOfSecond = ((unixNano % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const seconds = (unixNano - nanosOfSecond) / NANOS_PER_SECOND;
  const toSeconds = new Date(Number(seconds) * 1000).toISOString().slice(0, -'.000Z'.length);
  return `${toSeconds}.${nanosOfSecond.toString().padStart(9, '0')}Z`;
}

export function millisToNanos(milliseconds: number): bigint {
  return BigInt(Math.trunc(milliseconds)) * NANOS_PER_MILLISECOND;
}

function parseRelative(text: string, nowUnixNano: bigint): bigint | undefined {
  const match = RELATIVE.exec(text);
  if (match === null) return undefined;
  const [, sign, amount, unit] = match;
  const distance = BigInt(amount) * UNIT_NANOS[unit];
  return sign === '-' ? nowUnixNano - distance : nowUnixNano + distance;
}

function parseDecimal(text: string): bigint | undefined {
  return DECIMAL_NANOS.test(text) ? BigInt(text) : undefined;
}

function parseIso(text: string): bigint | undefined {
  const match = ISO_8601.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = match;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const utcMillis = Date.parse(`${written}Z`);
  // Date rolls 30 February over into March; a date that does not come back as written does not exist.
  if (Number.isNaN(utcMillis) || !new Date(utcMillis).toISOString().startsWith(written)) return undefined;
  const offsetMinutes = parseOffset(offset);
  if (offsetMinutes === undefined) return undefined;
  return millisToNanos(utcMillis - offsetMinutes * 60_000) + BigInt(fraction.padEnd(9, '0'));
}

function parseOffset(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || '0');
  if (hours > 18 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
