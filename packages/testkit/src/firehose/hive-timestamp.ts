// What Firehose reads as a timestamp or a date. Nothing of ours is stored so: this is here to show why.
import { JsonNumber, type JsonValue } from './json-value.ts';

const NANOS_PER_SECOND = 1_000_000_000n;
const NANOS_PER_MS = 1_000_000n;
const MS_PER_DAY = 86_400_000;
/** A smaller number is seconds, a greater one milliseconds. */
const FIRST_MILLISECONDS = 1e12;

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/;
const LENIENT = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** Nanoseconds since 1970; `undefined` for what is none. Nanoseconds as a number are taken for milliseconds. */
export function hiveTimestamp(value: JsonValue): bigint | undefined {
  if (value instanceof JsonNumber) return timestampOfNumber(value);
  if (typeof value !== 'string') return undefined;
  const match = ISO.exec(value) ?? LENIENT.exec(value);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fraction = BigInt((match[7] ?? '').padEnd(9, '0'));
  return BigInt(Date.UTC(year, month - 1, day, hour, minute, second)) * NANOS_PER_MS + fraction;
}

function timestampOfNumber(value: JsonNumber): bigint {
  const number = Number(value.text);
  if (Math.abs(number) >= FIRST_MILLISECONDS) {
    return (value.isInteger ? BigInt(value.text) : BigInt(Math.trunc(number))) * NANOS_PER_MS;
  }
  const seconds = Math.trunc(number);
  return BigInt(seconds) * NANOS_PER_SECOND + BigInt(Math.round((number - seconds) * 1e3)) * NANOS_PER_MS;
}

/** Days since 1970. */
export function hiveDate(value: JsonValue): number | undefined {
  const match = typeof value === 'string' ? DATE.exec(value) : null;
  if (match === null) return undefined;
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / MS_PER_DAY;
}
