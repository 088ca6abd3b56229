// Dates and times: now, parts, truncation, arithmetic.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { DATE } from '../types/type-constructors.ts';
import { castExpression } from './cast.ts';
import { constantText } from './constant-argument.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import { fromWallClock, isZoned, knownZone, MILLISECOND_PRECISION, precisionOf, wallClock } from './zoned-time.ts';

// --- units

const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour'];
const UNITS = [...TIME_UNITS, 'day', 'week', 'month', 'quarter', 'year'];

function timestampUnit({ name, arguments: [unit] }: FunctionCall): string {
  const text = constantText(unit, `the unit of ${name}`).toLowerCase();
  if (UNITS.includes(text)) return text;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid TIMESTAMP field`);
}

function dateUnit(call: FunctionCall): string {
  const unit = timestampUnit(call);
  if (!TIME_UNITS.includes(unit)) return unit;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `'${unit}' is not a valid DATE field`);
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
  const unit = timestampUnit(call);
  const interval = intervalOf(unit, count.sql);
  if (isZoned(x.type) && !TIME_UNITS.includes(unit)) return fromWallClock(`(${wallClock(x)} + ${interval})`, x.type);
  const sum = `CAST(${x.sql} + ${interval} AS ${duckdbType(x.type)})`;
  if (unit !== 'millisecond' || precisionOf(x.type) >= MILLISECOND_PRECISION) return sum;
  const fraction = 10 ** (MICROSECOND_PRECISION - precisionOf(x.type));
  if (!isZoned(x.type)) return `t_round_timestamp(${sum}, ${fraction})`;
  return `timezone('UTC', t_round_timestamp(timezone('UTC', ${sum}), ${fraction}))`;
}

/** An hour that the clock shows twice stays the one it is: what is cut off is subtracted from the instant. */
function truncateTimestamp(call: FunctionCall): string {
  const x = call.arguments[1];
  const unit = timestampUnit(call);
  const wall = wallClock(x);
  const truncated = `date_trunc('${unit}', ${wall})`;
  if (
    !isZoned(x.type) ||
    x.type.zone === 'UTC' ||
    !TIME_UNITS.includes(unit) ||
    precisionOf(x.type) > MICROSECOND_PRECISION
  ) {
    return fromWallClock(truncated, x.type);
  }
  return `(${x.sql} - (${wall} - ${truncated}))`;
}

/** Whole units between milliseconds: Trino cuts both sides first. Days and longer by the wall clock of the first value's zone. */
function timestampDifference(call: FunctionCall): string {
  const unit = timestampUnit(call);
  const [from, to] = call.arguments.slice(1).map((x, _, [first]) => {
    const clock = differenceClock(x, first.type, unit);
    return precisionOf(x.type) > MILLISECOND_PRECISION ? `date_trunc('millisecond', ${clock})` : clock;
  });
  return `datesub('${unit}', ${from}, ${to})`;
}

function differenceClock(x: TypedExpression, first: TrinoType, unit: string): string {
  if (!isZoned(x.type) || !isZoned(first)) return wallClock(x);
  const inUtc = TIME_UNITS.includes(unit) || precisionOf(first) > MILLISECOND_PRECISION;
  return wallClock({ ...x, type: { ...x.type, zone: inUtc ? 'UTC' : knownZone(first) } });
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
    overload('(time(6))->bigint', `${name}($1)`),
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
      (call) => `CAST(date_trunc('${dateUnit(call)}', ${call.arguments[1].sql}) AS DATE)`,
    ),
    overload('(varchar,TS)', truncateTimestamp, { result: (call) => call.arguments[1].type }),
  ),
  scalar(
    'date_add',
    overload(
      '(varchar,bigint,date)->date',
      (call) => `CAST(${call.arguments[2].sql} + ${intervalOf(dateUnit(call), call.arguments[1].sql)} AS DATE)`,
    ),
    overload('(varchar,bigint,TS)', addToTimestamp, { result: (call) => call.arguments[2].type }),
  ),
  scalar(
    'date_diff',
    overload(
      '(varchar,date,date)->bigint',
      (call) => `datesub('${dateUnit(call)}', ${call.arguments[1].sql}, ${call.arguments[2].sql})`,
    ),
    overload('(varchar,TS,TS)->bigint', timestampDifference),
    overload(
      '(varchar,time(6),time(6))->bigint',
      (call) => `datesub('${timestampUnit(call)}', ${call.arguments[1].sql}, ${call.arguments[2].sql})`,
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
    overload('(time(6))->bigint', '(millisecond($1) % 1000)'),
    overload('(interval day to second)->bigint', '(t_interval_millis($1) % 1000)'),
  ),
  scalar(
    'last_day_of_month',
    overload('(TSD)->date', ({ arguments: [x] }) => `last_day(${wallClock(x)})`),
  ),
  scalar('to_milliseconds', overload('(interval day to second)->bigint', 't_interval_millis($1)')),
];
