// Dates and times: now, parts, truncation, arithmetic.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import { DATE } from '../types/type-constructors.ts';
import { castExpression } from './cast.ts';
import { constantText } from './constant-argument.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import {
  fromWallClock,
  instant,
  isZoned,
  MILLISECOND_PRECISION,
  precisionOf,
  wallClock,
  wallClockLike,
  withZoneOf,
} from './zoned-time.ts';

// --- units

const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour'];
const UNITS = [...TIME_UNITS, 'day', 'week', 'month', 'quarter', 'year'];
const DATE_UNITS = UNITS.filter((unit) => !TIME_UNITS.includes(unit));

/**
 * `print` for the unit that is written; for one that the run brings, a choice between those there are, each printed.
 * @param kind as Trino's message names it
 */
function byUnit(
  call: FunctionCall,
  units: readonly string[],
  kind: 'DATE' | 'TIME' | 'TIMESTAMP',
  print: (unit: string) => string,
): string {
  const [unit] = call.arguments;
  if (unit.constant !== undefined && unit.constant !== null) {
    const text = constantText(unit, `the unit of ${call.name}`).toLowerCase();
    if (units.includes(text)) return print(text);
    // Trino does not look at the unit where there is nothing to compute.
    if (call.arguments.some(({ constant }) => constant === null)) return print(units[units.length - 1]);
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid ${kind} field`);
  }
  const choices = units.map((name) => `WHEN '${name}' THEN ${print(name)}`).join(' ');
  const invalid = raise('INVALID_FUNCTION_ARGUMENT', `${unit.sql} || ' is not a valid ${kind} field'`, 'VARCHAR');
  const complete = call.arguments.map(({ sql }) => `${sql} IS NOT NULL`).join(' AND ');
  return `CASE WHEN ${complete} THEN CASE lower(${unit.sql}) ${choices} WHEN ${invalid} THEN NULL END END`;
}

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

/** Days and longer by the wall clock; the rest by elapsed time. The result keeps the argument's precision. */
function addToTimestamp(call: FunctionCall): string {
  const [, count, x] = call.arguments;
  const fraction = 10 ** (MICROSECOND_PRECISION - precisionOf(x.type));
  return byUnit(call, UNITS, 'TIMESTAMP', (unit) => {
    const interval = intervalOf(unit, count.sql);
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
    const sum = `(${x.sql} + ${intervalOf(unit, count.sql)})`;
    return unit === 'millisecond' && fraction > 1 ? `t_round_time(${sum}, ${fraction})` : sum;
  });
}

/** An hour that the clock shows twice stays the one it is: what is cut off is subtracted from the instant. */
function truncateTimestamp(call: FunctionCall): string {
  const x = call.arguments[1];
  const wall = wallClock(x);
  const exact = precisionOf(x.type) <= MICROSECOND_PRECISION;
  return byUnit(call, UNITS, 'TIMESTAMP', (unit) => {
    const truncated = `date_trunc('${unit}', ${wall})`;
    if (!isZoned(x.type) || x.type.zone === 'UTC' || !TIME_UNITS.includes(unit) || !exact) {
      return fromWallClock(truncated, x);
    }
    return withZoneOf(x, `(${instant(x)} - (${wall} - ${truncated}))`);
  });
}

/**
 * Whole units between milliseconds: Trino cuts both sides first. Days and longer by the wall clock of the first value's zone; beside a value with
 * a zone one without is UTC's.
 */
function timestampDifference(call: FunctionCall): string {
  const [, a, b] = call.arguments;
  const type = commonType(a.type, b.type)!;
  const sides = isZoned(type) ? [coerce(a, type), coerce(b, type)] : [a, b];
  const [first] = sides;
  return byUnit(call, UNITS, 'TIMESTAMP', (unit) => {
    const [from, to] = sides.map((x) => {
      const clock = differenceClock(x, first, unit);
      return precisionOf(x.type) > MILLISECOND_PRECISION ? `date_trunc('millisecond', ${clock})` : clock;
    });
    return `datesub('${unit}', ${from}, ${to})`;
  });
}

function differenceClock(x: TypedExpression, first: TypedExpression, unit: string): string {
  if (!isZoned(x.type)) return wallClock(x);
  const inUtc = TIME_UNITS.includes(unit) || precisionOf(first.type) > MILLISECOND_PRECISION;
  return inUtc ? wallClock({ ...x, sql: instant(x), type: { ...x.type, zone: 'UTC' } }) : wallClockLike(x, first);
}

/** Of a date, or a time of day: `print` gets the unit and the arguments behind it. */
function printed(units: readonly string[], kind: 'DATE' | 'TIME', print: (unit: string, ...given: string[]) => string) {
  return (call: FunctionCall): string =>
    byUnit(call, units, kind, (unit) => print(unit, ...call.arguments.slice(1).map(({ sql }) => sql)));
}

// --- parts

function datePart(names: string, part: string): FunctionDefinition {
  return scalar(
    names,
    overload('(TSD)->bigint', ({ arguments: [x] }) => `${part}(${wallClock(x)})`),
  );
}

/** Trunc and %: an interval's parts keep its sign. */
function timePart(name: string, ofInterval: string): FunctionDefinition {
  return scalar(
    name,
    overload('(TS)->bigint', ({ arguments: [x], name }) => {
      return `${name}(${wallClock(x)})`;
    }),
    overload('(time)->bigint', `${name}($1)`),
    overload('(interval day to second)->bigint', ofInterval),
  );
}

const ZONED_MILLIS = 'timestamp(3) with time zone';

export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('now', overload(`()->${ZONED_MILLIS}`, "date_trunc('millisecond', now())")),
  scalar(
    'date',
    overload('(varchar)->date', ({ arguments: [x] }) => castExpression(x, DATE, false).sql),
    overload('(TSD)->date', ({ arguments: [x] }) => `CAST(${wallClock(x)} AS DATE)`),
  ),
  scalar(
    'date_trunc',
    overload(
      '(varchar,date)->date',
      printed(DATE_UNITS, 'DATE', (unit, x) => `CAST(date_trunc('${unit}', ${x}) AS DATE)`),
    ),
    overload('(varchar,TS)', truncateTimestamp, { result: (call) => call.arguments[1].type }),
    overload(
      '(varchar,time)',
      printed(TIME_UNITS, 'TIME', (unit, x) => `CAST(date_trunc('${unit}', DATE '1970-01-01' + ${x}) AS TIME)`),
      { result: (call) => call.arguments[1].type },
    ),
  ),
  scalar(
    'date_add',
    overload(
      '(varchar,bigint,date)->date',
      printed(DATE_UNITS, 'DATE', (unit, count, x) => `CAST(${x} + ${intervalOf(unit, count)} AS DATE)`),
    ),
    overload('(varchar,bigint,TS)', addToTimestamp, { result: (call) => call.arguments[2].type }),
    overload('(varchar,bigint,time)', addToTime, { result: (call) => call.arguments[2].type }),
  ),
  scalar(
    'date_diff',
    overload(
      '(varchar,date,date)->bigint',
      printed(DATE_UNITS, 'DATE', (unit, from, to) => `datesub('${unit}', ${from}, ${to})`),
    ),
    overload('(varchar,TS,TS)->bigint', timestampDifference),
    overload(
      '(varchar,time,time)->bigint',
      printed(TIME_UNITS, 'TIME', (unit, from, to) => `datesub('${unit}', ${from}, ${to})`),
    ),
  ),
  scalar(
    'year',
    overload('(TSD)->bigint', ({ arguments: [x] }) => `year(${wallClock(x)})`),
    overload('(interval year to month)->bigint', 't_interval_months($1) // 12'),
  ),
  scalar(
    'month',
    overload('(TSD)->bigint', ({ arguments: [x] }) => `month(${wallClock(x)})`),
    overload('(interval year to month)->bigint', 't_interval_months($1) % 12'),
  ),
  scalar(
    'day day_of_month',
    overload('(TSD)->bigint', ({ arguments: [x] }) => `day(${wallClock(x)})`),
    overload('(interval day to second)->bigint', 'CAST(trunc(epoch($1) / 86400) AS BIGINT)'),
  ),
  datePart('quarter', 'quarter'),
  datePart('week week_of_year', 'week'),
  datePart('day_of_week dow', 'isodow'),
  datePart('day_of_year doy', 'dayofyear'),
  datePart('year_of_week yow', 'isoyear'),
  timePart('hour', 'CAST(trunc(epoch($1) / 3600) % 24 AS BIGINT)'),
  timePart('minute', 'CAST(trunc(epoch($1) / 60) % 60 AS BIGINT)'),
  timePart('second', 'CAST(trunc(epoch($1)) % 60 AS BIGINT)'),
  scalar(
    'millisecond',
    overload('(TS)->bigint', ({ arguments: [x] }) => `(millisecond(${wallClock(x)}) % 1000)`),
    overload('(time)->bigint', '(millisecond($1) % 1000)'),
    overload('(interval day to second)->bigint', '(t_interval_millis($1) % 1000)'),
  ),
  scalar(
    'last_day_of_month',
    overload('(TSD)->date', ({ arguments: [x] }) => `last_day(${wallClock(x)})`),
  ),
  scalar('to_milliseconds', overload('(interval day to second)->bigint', 't_interval_millis($1)')),
];
