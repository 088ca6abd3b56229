// date_add: so many units later, within what Trino's counts and timestamps hold.
import { nullsFirst, raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import { type FunctionCall, overload, scalar } from './function-definition.ts';
import { byUnit, DATE_UNITS, printed, TIME_UNITS, UNITS } from './time-unit.ts';
import {
  fromWallClock,
  instant,
  isZoned,
  MILLISECOND_PRECISION,
  precisionOf,
  wallClock,
  withZoneOf,
} from './zoned-time.ts';

const DAY_MS = 86_400_000;
/** Months and longer on the average. */
const UNIT_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30.436875 * DAY_MS,
  quarter: 91.310625 * DAY_MS,
  year: 365.2425 * DAY_MS,
};

const MAX_COUNT = 2 ** 31 - 1;
/** Trino keeps a timestamp as microseconds in 64 bits; one with a zone as milliseconds in 52, longer fractions apart. */
const MAX_MS = 2 ** 63 / 1000;
const MAX_ZONED_MS = 2 ** 51;

function intervalOf(unit: string, count: string): string {
  switch (unit) {
    case 'millisecond':
    case 'second':
    case 'minute':
    case 'hour':
      return `to_${unit}s(${count})`;
    case 'quarter':
      return `to_months(CAST(3 * ${count} AS INTEGER))`;
    default:
      return `to_${unit}s(CAST(${count} AS INTEGER))`;
  }
}

/** The count, which fails where it alone leads beyond every timestamp. */
function checkedCount(call: FunctionCall, unit: string): string {
  const [, count, x] = call.arguments;
  const max = Math.min(MAX_COUNT, Math.floor((isZoned(x.type) ? MAX_ZONED_MS : MAX_MS) / UNIT_MS[unit]));
  const min = max === MAX_COUNT ? -max - 1 : -max;
  const { constant } = count;
  if (typeof constant === 'bigint' && constant >= min && constant <= max) return count.sql;
  const message = `'date_add: out of range: ' || ${count.sql} || ' ${unit}s'`;
  const failure = nullsFirst(raise('INVALID_FUNCTION_ARGUMENT', message), [x.sql]);
  return `CASE WHEN ${count.sql} BETWEEN ${min} AND ${max} THEN ${count.sql} WHEN ${count.sql} IS NOT NULL THEN ${failure} END`;
}

/** Days and longer by the wall clock; the rest by elapsed time. The result keeps the argument's precision. */
function addToTimestamp(call: FunctionCall): string {
  const x = call.arguments[2];
  const fraction = 10 ** (MICROSECOND_PRECISION - precisionOf(x.type));
  return byUnit(call, UNITS, 'TIMESTAMP', (unit) => {
    const interval = intervalOf(unit, checkedCount(call, unit));
    const byClock = !TIME_UNITS.includes(unit);
    if (precisionOf(x.type) > MICROSECOND_PRECISION) return addToNanos(x, interval, byClock);
    if (isZoned(x.type) && byClock) return fromWallClock(`(${wallClock(x)} + ${interval})`, x);
    const rounds = unit === 'millisecond' && precisionOf(x.type) < MILLISECOND_PRECISION;
    const sum = `(${instant(x)} + ${interval})`;
    if (!isZoned(x.type)) return rounds ? `t_round_timestamp(${sum}, ${fraction})` : sum;
    return withZoneOf(x, rounds ? `timezone('UTC', t_round_timestamp(timezone('UTC', ${sum}), ${fraction}))` : sum);
  });
}

/** What lies below a microsecond stays as it is. */
function addToNanos(x: TypedExpression, interval: string, byClock: boolean): string {
  if (!isZoned(x.type)) return `t_shift_nanos(${x.sql}, ${interval})`;
  if (!byClock || x.type.zone === 'UTC') return withZoneOf(x, `t_shift_nanos(${instant(x)}, ${interval})`);
  const moved = fromWallClock(`(${wallClock(x)} + ${interval})`, x);
  return withZoneOf(x, `t_nanos_beside(CAST(${instant({ ...x, sql: moved })} AS TIMESTAMP), ${instant(x)})`);
}

function addToTime(call: FunctionCall): string {
  const [, count, x] = call.arguments;
  const fraction = 10 ** (MICROSECOND_PRECISION - precisionOf(x.type));
  return byUnit(call, TIME_UNITS, 'TIME', (unit) => {
    // The clock goes round.
    const sum = `(${x.sql} + ${intervalOf(unit, `(${count.sql} % ${DAY_MS / UNIT_MS[unit]})`)})`;
    return unit === 'millisecond' && fraction > 1 ? `t_round_time(${sum}, ${fraction})` : sum;
  });
}

/** Dates reach further than the timestamps that months lead to. */
function addToDate(unit: string, count: string, x: string): string {
  if (unit === 'day') return `(${x} + CAST(${count} AS INTEGER))`;
  if (unit === 'week') return `(${x} + CAST(7 * ${count} AS INTEGER))`;
  return `CAST(${x} + ${intervalOf(unit, count)} AS DATE)`;
}

export const DATE_ADD = scalar(
  'date_add',
  overload('(varchar,bigint,date)->date', printed(DATE_UNITS, 'DATE', addToDate)),
  overload('(varchar,bigint,TS)', addToTimestamp, { result: (call) => call.arguments[2].type }),
  overload('(varchar,bigint,time)', addToTime, { result: (call) => call.arguments[2].type }),
);
