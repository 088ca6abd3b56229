// DATE, TIME and TIMESTAMP texts: checked here, because DuckDB takes more than Trino does.
import { TracelakeError } from '@tracelake/schema';
import { offsetMinutes, zoneName } from '../duckdb/scalar/zone-name.ts';
import { clockShows } from '../duckdb/zoned-clock.ts';
import { fromClockIn } from '../functions/zoned-time.ts';
import { DATE, time, timestamp, timestampWithTimeZone } from '../types/type-constructors.ts';
import type { TypedExpression } from './typed-expression.ts';

const MAX_PRECISION = 9;
const MICROSECOND_PRECISION = 6;

export function dateLiteral(text: string): TypedExpression {
  const day = dayOf(text);
  if (day === undefined) throw invalid(text, 'DATE');
  return { sql: `DATE '${day}'`, type: DATE, constant: day, mayBeNaN: false };
}

export function timeLiteral(text: string): TypedExpression {
  const clock = clockOf(text);
  if (clock === undefined) {
    if (/[+-]\d{1,2}:\d{2}$/.test(text)) {
      throw new TracelakeError('NOT_SUPPORTED', 'time with time zone is not supported locally');
    }
    throw invalid(text, 'TIME');
  }
  const precision = fractionDigits(clock);
  if (precision > MICROSECOND_PRECISION) throw tooPrecise(text);
  return { sql: `TIME '${clock}'`, type: time(precision), constant: clock, mayBeNaN: false };
}

/** With a zone after the clock the value is a timestamp with time zone. */
export function timestampLiteral(text: string): TypedExpression {
  const parts = /^([+-]?\d{4,}-\d{1,2}-\d{1,2})(?: (\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?))?\s*(\S.*?)?\s*$/.exec(
    text,
  );
  const day = parts ? dayOf(parts[1]) : undefined;
  const clock = parts ? clockOf(parts[2] ?? '0:0') : undefined;
  if (parts === null || day === undefined || clock === undefined) throw invalid(text, 'TIMESTAMP');
  const precision = fractionDigits(clock);
  if (precision > MAX_PRECISION) throw tooPrecise(text);
  const constant = `${day} ${clock}`;
  if (parts[3] !== undefined) return zonedTimestamp(text, constant, precision, parts[3]);
  const type = precision > MICROSECOND_PRECISION ? 'TIMESTAMP_NS' : 'TIMESTAMP';
  return { sql: `${type} '${constant}'`, type: timestamp(precision), constant, mayBeNaN: false };
}

function zonedTimestamp(text: string, wallClock: string, precision: number, written: string): TypedExpression {
  const zone = zoneName(written);
  if (zone === undefined || !clockShows(wallClock, zone)) throw invalid(text, 'TIMESTAMP');
  const nanoseconds = precision > MICROSECOND_PRECISION;
  const type = timestampWithTimeZone(precision, zone);
  const wall = `TIMESTAMP '${nanoseconds ? wallClock.slice(0, MICROSECOND_PRECISION - precision) : wallClock}'`;
  const moment = fromClockIn(wall, timestampWithTimeZone(MICROSECOND_PRECISION, zone), zone);
  const sql = nanoseconds ? `t_nanos_beside(timezone('UTC', ${moment}), TIMESTAMP_NS '${wallClock}')` : moment;
  const minutes = offsetMinutes(zone);
  return { sql, type, constant: minutes === undefined ? undefined : utcClock(wallClock, minutes), mayBeNaN: false };
}

/** The wall clock of UTC for one that is `minutes` ahead of it. */
function utcClock(wallClock: string, minutes: number): string | undefined {
  const millis = Date.parse(`${wallClock.slice(0, 10)}T${wallClock.slice(11, 19)}Z`);
  if (Number.isNaN(millis)) return undefined;
  const shifted = new Date(millis - minutes * 60_000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)}${wallClock.slice(19)}`;
}

/** `YYYY-MM-DD` of a day that exists. */
function dayOf(text: string): string | undefined {
  const parts = /^\s*([+-]?)(\d{4,})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[2]), Number(parts[3]), Number(parts[4])];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(parts[1] === '-' ? -year : year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (parts[1] === '-' || year > 9999) {
    throw new TracelakeError('NOT_SUPPORTED', `The year of '${text}' is not supported locally`);
  }
  return `${parts[2]}-${parts[3].padStart(2, '0')}-${parts[4].padStart(2, '0')}`;
}

/** `HH:MM:SS[.f]` of a time that exists. */
function clockOf(text: string): string | undefined {
  const parts = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?$/.exec(text);
  if (parts === null) return undefined;
  const [hour, minute, second] = [parts[1], parts[2], parts[3] ?? '0'];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
  return parts[4] === undefined ? clock : `${clock}.${parts[4]}`;
}

function fractionDigits(clock: string): number {
  return clock.length > 8 ? clock.length - 9 : 0;
}

function invalid(text: string, type: string): TracelakeError {
  return new TracelakeError('INVALID_LITERAL', `'${text}' is not a valid ${type} literal`);
}

function tooPrecise(text: string): TracelakeError {
  return new TracelakeError('NOT_SUPPORTED', `'${text}': more digits of a second are not supported locally`);
}
