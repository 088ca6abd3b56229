// Dates and times: now, parts, truncation, differences.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import { DATE } from '../types/type-constructors.ts';
import { castExpression } from './cast.ts';
import { DATE_ADD } from './date-addition.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import { byUnit, DATE_UNITS, printed, TIME_UNITS, UNITS } from './time-unit.ts';
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
  DATE_ADD,
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
