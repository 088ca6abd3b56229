// Times from and to other things: Unix time, ISO 8601, zones, date patterns, durations.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { zoneOf } from '../translate/temporal-literal.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { timestampWithTimeZone, varchar } from '../types/type-constructors.ts';
import { constantNumber, constantText } from './constant-argument.ts';
import { jodaPattern, mysqlPattern, parsingPattern } from './date-pattern.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import {
  fromWallClock,
  isZoned,
  knownZone,
  MILLISECOND_PRECISION,
  offsetMinutes,
  precisionOf,
  requireZone,
  timestampText,
  wallClock,
  type ZonedType,
} from './zoned-time.ts';

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
  const pattern = parsingPattern(mysqlPattern(constantText(format, PATTERN), '%f'));
  const parsed = parsedFrom1970(text.sql, pattern);
  return pattern.includes('%f') ? `date_trunc('millisecond', ${parsed})` : parsed;
}

/** Without a year DuckDB begins in 1900, Trino in 1970. */
function parsedFrom1970(text: string, pattern: string): string {
  if (pattern === '') throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', 'The date pattern is empty');
  const input = withoutMoreBlanks(text, pattern);
  if (!/%[YyG]/.test(pattern)) return `strptime('1970 ' || ${input}, ${quoteLiteral(`%Y ${pattern}`)})`;
  const parsed = `strptime(${input}, ${quoteLiteral(pattern)})`;
  // Two digits are 1969 to 2068 for DuckDB, 1970 to 2069 for Trino.
  return pattern.includes('%y')
    ? `(${parsed} + CASE WHEN year(${parsed}) = 1969 THEN to_years(100) ELSE to_years(0) END)`
    : parsed;
}

/** DuckDB skips blanks that the pattern does not have. */
function withoutMoreBlanks(text: string, pattern: string): string {
  const blanks = pattern.split(' ').length - 1;
  const invalid = raise('INVALID_FUNCTION_ARGUMENT', `'Invalid format: "' || ${text} || '"'`, 'VARCHAR');
  return `CASE WHEN length(${text}) - length(replace(${text}, ' ', '')) > ${blanks} THEN ${invalid} ELSE ${text} END`;
}

function parseJoda({ arguments: [text, format] }: FunctionCall): string {
  const pattern = parsingPattern(jodaPattern(constantText(format, PATTERN), '%z'));
  const parsed = parsedFrom1970(text.sql, pattern);
  return pattern.includes('%z') ? `CAST(${parsed} AS TIMESTAMPTZ)` : `timezone('UTC', ${parsed})`;
}

/** Trino formats milliseconds, rounded half up. */
function formatClock(x: TypedExpression): string {
  return precisionOf(x.type) > MILLISECOND_PRECISION ? `t_round_timestamp(${wallClock(x)}, 1000)` : wallClock(x);
}

function formatMysql({ arguments: [x, format] }: FunctionCall): string {
  // strftime's %f has microseconds.
  const pattern = mysqlPattern(constantText(format, PATTERN), '%g000');
  return `strftime(${formatClock(x)}, ${quoteLiteral(pattern)})`;
}

/** The offset is written into the pattern: strftime of a wall clock knows none. */
function formatJoda({ arguments: [x, format] }: FunctionCall): string {
  const pattern = constantText(format, PATTERN);
  if (!isZoned(x.type)) {
    if (!/[Zz]/.test(pattern.replace(/'[^']*'/g, '')))
      return `strftime(${formatClock(x)}, ${quoteLiteral(jodaPattern(pattern, ''))})`;
    throw new TracelakeError(
      'INVALID_FUNCTION_ARGUMENT',
      'format_datetime of a timestamp without time zone cannot show a zone',
    );
  }
  const zone = knownZone(x.type);
  const offset = zone === 'UTC' ? '+00:00' : offsetMinutes(zone) === undefined ? undefined : zone;
  return `strftime(${formatClock(x)}, ${quoteLiteral(jodaPattern(pattern, offset))})`;
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

export const TIME_TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('current_timezone', overload('()->varchar', "'UTC'")),
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
    overload('(TZ)->varchar', ({ arguments: [x] }) => {
      return `CASE WHEN ${x.sql} IS NOT NULL THEN ${quoteLiteral(knownZone(x.type as ZonedType))} END`;
    }),
  ),
  scalar('date_format', overload('(TS,varchar)->varchar', formatMysql)),
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
