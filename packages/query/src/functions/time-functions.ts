// Dates and times: now, parts, truncation, arithmetic, Unix time, ISO 8601, zones, patterns, durations.
import { TracelakeError } from '@tracelake/schema';
import { zoneOf } from '../translate/temporal-literal.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { DATE, timestampWithTimeZone, varchar } from '../types/type-constructors.ts';
import { castExpression } from './cast.ts';
import { constantNumber, constantText } from './constant-argument.ts';
import { jodaPattern, mysqlPattern, parsingPattern } from './date-pattern.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import { fromWallClock, knownZone, offsetMinutes, requireZone, timestampText, wallClock } from './zoned-time.ts';

type ZonedType = Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>;

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

function addToTimestamp(call: FunctionCall): string {
  const [, count, x] = call.arguments;
  const unit = timestampUnit(call);
  const interval = intervalOf(unit, count.sql);
  const byCalendar = x.type.kind === 'timestamp with time zone' && !TIME_UNITS.includes(unit);
  return byCalendar
    ? fromWallClock(`(${wallClock(x)} + ${interval})`, x.type)
    : `CAST(${x.sql} + ${interval} AS ${duckdbType(x.type)})`;
}

/** Whole units, by the wall clock where the zone is known. */
function timestampDifference(call: FunctionCall): string {
  const clock = (x: TypedExpression): string => {
    const hidden = x.type.kind === 'timestamp with time zone' && x.type.zone === null;
    return hidden ? `timezone('UTC', ${x.sql})` : wallClock(x);
  };
  return `datesub('${timestampUnit(call)}', ${clock(call.arguments[1])}, ${clock(call.arguments[2])})`;
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

// --- zones

function inZone(call: FunctionCall): TrinoType {
  const zone = requireZone(constantText(call.arguments[1], 'the time zone'));
  return { ...(call.arguments[0].type as ZonedType), zone };
}

function takingZone({ arguments: [x, zone] }: FunctionCall): ZonedType {
  const { precision } = x.type as { precision: number };
  return timestampWithTimeZone(precision, requireZone(constantText(zone, 'the time zone'))) as ZonedType;
}

/** Offset from hours and minutes: from_unixtime(x, 5, 30). */
function offsetZone({ arguments: [, hours, minutes] }: FunctionCall): TrinoType {
  const [h, m] = [constantNumber(hours, 'the hours'), constantNumber(minutes, 'the minutes')];
  const two = (n: number): string => String(Math.abs(n)).padStart(2, '0');
  return timestampWithTimeZone(3, requireZone(`${h < 0 || m < 0 ? '-' : '+'}${two(h)}:${two(m)}`));
}

/** The offset at the end of an ISO 8601 constant; of a column it is known at run time only. */
function isoZone(call: FunctionCall): string | null {
  const { constant } = call.arguments[0];
  if (typeof constant !== 'string') return null;
  const offset = /T.*?(Z|[+-]\d\d(?::?\d\d)?)$/.exec(constant)?.[1];
  return offset === undefined ? 'UTC' : (zoneOf(offset) ?? null);
}

function isoNanos(call: FunctionCall): string {
  if (isoZone(call) === 'UTC') {
    return `CAST(regexp_replace(t_iso_input(${call.arguments[0].sql}), 'Z$|[+]00:00$', '') AS TIMESTAMP_NS)`;
  }
  throw new TracelakeError('NOT_SUPPORTED', 'from_iso8601_timestamp_nanos is only supported of a UTC constant');
}

/** `Z`, `+02:00`, or computed from the difference of the clocks. */
function offsetText(x: TypedExpression): string {
  const zone = knownZone(x.type as ZonedType);
  if (zone === 'UTC') return "'Z'";
  if (offsetMinutes(zone) !== undefined) return quoteLiteral(zone);
  const minutes = `datesub('minute', timezone('UTC', ${x.sql}), ${wallClock(x)})`;
  return `(CASE WHEN ${minutes} < 0 THEN '-' ELSE '+' END || strftime(TIMESTAMP '2000-01-01' + to_minutes(abs(${minutes})), '%H:%M'))`;
}

function isoText({ arguments: [x] }: FunctionCall): string {
  const local = `replace(${timestampText(x, false)}, ' ', 'T')`;
  return x.type.kind === 'timestamp with time zone' ? `(${local} || ${offsetText(x)})` : local;
}

function isoTextType({ arguments: [x] }: FunctionCall): TrinoType {
  const { precision } = x.type as { precision: number };
  const fraction = precision > 0 ? precision + 1 : 0;
  return varchar((x.type.kind === 'timestamp with time zone' ? 28 : 22) + fraction);
}

// --- patterns

const PATTERN = 'the date pattern';

function parseMysql({ arguments: [text, format] }: FunctionCall): string {
  const pattern = parsingPattern(mysqlPattern(constantText(format, PATTERN)));
  // DuckDB begins in 1900, Trino in 1970.
  if (/%[YyG]/.test(pattern)) return `strptime(${text.sql}, ${quoteLiteral(pattern)})`;
  return `strptime('1970 ' || ${text.sql}, ${quoteLiteral(`%Y ${pattern}`)})`;
}

function parseJoda({ arguments: [text, format] }: FunctionCall): string {
  const pattern = parsingPattern(jodaPattern(constantText(format, PATTERN), '%z'));
  const dated = /%[YyG]/.test(pattern);
  const parsed = dated
    ? `strptime(${text.sql}, ${quoteLiteral(pattern)})`
    : `strptime('1970 ' || ${text.sql}, ${quoteLiteral(`%Y ${pattern}`)})`;
  return pattern.includes('%z') ? `CAST(${parsed} AS TIMESTAMPTZ)` : `timezone('UTC', ${parsed})`;
}

/** The offset is written into the pattern: strftime of a wall clock knows none. */
function formatJoda({ arguments: [x, format] }: FunctionCall): string {
  const zone = x.type.kind === 'timestamp with time zone' ? knownZone(x.type) : 'UTC';
  const offset = zone === 'UTC' ? '+00:00' : offsetMinutes(zone) === undefined ? undefined : zone;
  return `strftime(${wallClock(x)}, ${quoteLiteral(jodaPattern(constantText(format, PATTERN), offset))})`;
}

const DURATION_MILLIS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
};

function parseDuration({ arguments: [text] }: FunctionCall): string {
  const constant = constantText(text, 'the duration');
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|ms|s|m|h|d)\s*$/.exec(constant) ?? [];
  if (amount === undefined) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `duration is not a valid data duration string: ${constant}`);
  }
  return `to_milliseconds(${Math.round(Number(amount) * DURATION_MILLIS[unit])})`;
}

const FROM_UNIX_SECONDS = "timezone('UTC', epoch_ms(CAST(floor($1 * 1000 + 0.5) AS BIGINT)))";
const ZONED_MILLIS = 'timestamp(3) with time zone';

export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('now', overload(`()->${ZONED_MILLIS}`, "date_trunc('millisecond', now())")),
  scalar('current_timezone', overload('()->varchar', "'UTC'")),
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
    overload(
      '(varchar,TS)',
      (call) =>
        fromWallClock(`date_trunc('${timestampUnit(call)}', ${wallClock(call.arguments[1])})`, call.arguments[1].type),
      { result: (call) => call.arguments[1].type },
    ),
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
  scalar(
    'from_unixtime',
    overload(`(double)->${ZONED_MILLIS}`, FROM_UNIX_SECONDS),
    overload('(double,varchar)', FROM_UNIX_SECONDS, {
      result: (call) => timestampWithTimeZone(3, requireZone(constantText(call.arguments[1], 'the time zone'))),
    }),
    overload('(double,bigint,bigint)', FROM_UNIX_SECONDS, { result: offsetZone }),
  ),
  scalar('from_unixtime_nanos', overload('(bigint)->timestamp(9) with time zone', 'make_timestamp_ns($1)')),
  scalar('to_unixtime', overload('(TS)->double', 'epoch($1)')),
  scalar(
    'from_iso8601_timestamp',
    overload('(varchar)', "date_trunc('millisecond', CAST(t_iso_input($1) AS TIMESTAMPTZ))", {
      result: (call) => timestampWithTimeZone(3, isoZone(call)),
    }),
  ),
  scalar('from_iso8601_timestamp_nanos', overload('(varchar)->timestamp(9) with time zone', isoNanos)),
  scalar('from_iso8601_date', overload('(varchar)->date', 'CAST(t_iso_date($1) AS DATE)')),
  scalar(
    'to_iso8601',
    overload('(date)->varchar(16)', 'CAST($1 AS VARCHAR)'),
    overload('(TS)', isoText, { result: isoTextType }),
  ),
  scalar('at_timezone', overload('(TZ,varchar)', '$1', { result: inZone })),
  scalar(
    'with_timezone',
    overload('(timestamp,varchar)', (call) => fromWallClock(call.arguments[0].sql, takingZone(call)), {
      result: takingZone,
    }),
  ),
  scalar(
    'timezone',
    overload('(TZ)->varchar', ({ arguments: [x] }) => quoteLiteral(knownZone(x.type as ZonedType))),
  ),
  scalar(
    'date_format',
    overload('(TS,varchar)->varchar', ({ arguments: [x, format] }) => {
      return `strftime(${wallClock(x)}, ${quoteLiteral(mysqlPattern(constantText(format, PATTERN)))})`;
    }),
  ),
  scalar('date_parse', overload('(varchar,varchar)->timestamp(3)', parseMysql)),
  scalar('format_datetime', overload('(TS,varchar)->varchar', formatJoda)),
  scalar(
    'parse_datetime',
    overload('(varchar,varchar)', parseJoda, {
      result: ({ arguments: [, format] }) =>
        timestampWithTimeZone(3, /Z/.test(constantText(format, PATTERN)) ? null : 'UTC'),
    }),
  ),
  scalar('human_readable_seconds', overload('(double)->varchar', 't_seconds_in_words($1)')),
  scalar('parse_duration', overload('(varchar)->interval day to second', parseDuration)),
];
