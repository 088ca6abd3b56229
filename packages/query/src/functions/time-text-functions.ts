// Times from and to other things: Unix time, ISO 8601, zones, date patterns, durations.
import { TracelakeError } from '@tracelake/schema';
import { RAISE_PREFIX, raise } from '../duckdb/raise.ts';
import { WITHOUT_ZONE } from '../duckdb/scalar/date-formatting.ts';
import { datePattern, InvalidPattern, type PatternPart } from '../duckdb/scalar/date-pattern.ts';
import { isoNanos, isoTimestamp } from '../duckdb/scalar/iso8601.ts';
import { zoneName } from '../duckdb/scalar/zone-name.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { timestampWithTimeZone, varchar } from '../types/type-constructors.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';
import { strftimePattern, strptimeForm } from './strftime-pattern.ts';
import {
  fromClockIn,
  instant,
  isZoned,
  MILLISECOND_PRECISION,
  offsetMinutes,
  precisionOf,
  requireZone,
  timestampText,
  wallClock,
  type ZonedType,
  zoneSql,
} from './zoned-time.ts';

// --- zones

/** The zone that is written, or the name that the run brings. */
type Zone = { readonly known: string } | { readonly sql: string };

/** Of NULL in a zone that there is not Trino says NULL. */
function zoneArgument(zone: TypedExpression, value: TypedExpression, macro = 't_zone_name'): Zone {
  const { constant } = zone;
  if (typeof constant !== 'string') return { sql: `${macro}(${unlessNull(value, zone)})` };
  const isNone = value.constant === null && zoneName(constant) === undefined;
  return { known: isNone ? 'UTC' : requireZone(constant) };
}

function unlessNull(value: TypedExpression, zone: TypedExpression): string {
  return `CASE WHEN ${value.sql} IS NOT NULL THEN ${zone.sql} END`;
}

/** The zone of from_unixtime: Trino has another error for one that there is not. */
function supportedZone(zone: TypedExpression, value: TypedExpression): Zone {
  const { constant } = zone;
  const isUnknown = typeof constant === 'string' && constant !== '' && zoneName(constant) === undefined;
  const fails = isUnknown && value.constant !== null;
  return fails
    ? { sql: `t_supported_zone(${unlessNull(value, zone)})` }
    : zoneArgument(zone, value, 't_supported_zone');
}

function zonedValue(moment: string, precision: number, zone: Zone): TypedExpression {
  const known = 'known' in zone ? zone.known : null;
  const sql = 'sql' in zone ? `t_with_zone(${moment}, ${zone.sql})` : moment;
  return { sql, type: timestampWithTimeZone(precision, known), mayBeNaN: false };
}

function inZone({ arguments: [x, zone] }: FunctionCall): TypedExpression {
  return zonedValue(instant(x), precisionOf(x.type), zoneArgument(zone, x));
}

/** Offset from an interval: at_timezone(x, INTERVAL '2' HOUR). */
function inOffset({ arguments: [x, interval] }: FunctionCall): TypedExpression {
  return zonedValue(instant(x), precisionOf(x.type), {
    sql: `CASE WHEN ${x.sql} IS NOT NULL THEN t_zone_of_interval(t_interval_millis(${interval.sql})) END`,
  });
}

/** The wall clock of a zone read as one of it. */
function takingZone({ arguments: [x, written] }: FunctionCall): TypedExpression {
  const precision = precisionOf(x.type);
  const zone = zoneArgument(written, x);
  const type = timestampWithTimeZone(precision, 'known' in zone ? zone.known : null) as ZonedType;
  const wall = wallClock(x);
  const moment = 'known' in zone ? fromClockIn(wall, type, zone.known) : `t_zone_instant(${wall}, ${zone.sql})`;
  if (precision <= MICROSECOND_PRECISION) return zonedValue(moment, precision, zone);
  const utc = 'known' in zone ? `CAST(${moment} AS TIMESTAMP)` : `timezone('UTC', ${moment})`;
  return zonedValue(`t_nanos_beside(${utc}, ${x.sql})`, precision, zone);
}

const FROM_UNIX_SECONDS = "timezone('UTC', epoch_ms(t_unix_millis($1)))";

function fromUnixSeconds({ sql }: TypedExpression): string {
  return FROM_UNIX_SECONDS.replace('$1', sql);
}

/** Offset from hours and minutes: from_unixtime(x, 5, 30). */
function atOffset({ arguments: [x, hours, minutes] }: FunctionCall): TypedExpression {
  // Far beyond any zone Trino's sum begins again from the other end.
  const isFar = `${hours.sql} NOT BETWEEN -100000 AND 100000 OR ${minutes.sql} NOT BETWEEN -100000 AND 100000`;
  const tooFar = raise('NOT_SUPPORTED', "'An offset of so many hours is not supported locally'", 'VARCHAR');
  const offset = `CASE WHEN ${isFar} THEN ${tooFar} ELSE t_zone_of_minutes(${hours.sql} * 60 + ${minutes.sql}) END`;
  const zone = { sql: `CASE WHEN ${x.sql} IS NOT NULL THEN ${offset} END` };
  return zonedValue(fromUnixSeconds(x), MILLISECOND_PRECISION, zone);
}

/** Nanoseconds as Trino adds them up: whole milliseconds, and what is behind them. */
function unixSeconds(x: TypedExpression): string {
  if (precisionOf(x.type) <= MICROSECOND_PRECISION) return `epoch(${instant(x)})`;
  return `t_unix_seconds(epoch_ns(${instant(x)}))`;
}

/** Minutes ahead of UTC. */
function minutesAhead(x: TypedExpression): string {
  const { zone } = x.type as ZonedType;
  const minutes = zone === null ? undefined : offsetMinutes(zone);
  if (minutes !== undefined) return `CASE WHEN ${x.sql} IS NOT NULL THEN ${minutes} END`;
  const utc = wallClock({ ...x, sql: instant(x), type: { ...(x.type as ZonedType), zone: 'UTC' } });
  return `datesub('minute', ${utc}, ${wallClock(x)})`;
}

/** `Z`, `+02:00`, or computed from the difference of the clocks. */
function offsetText(x: TypedExpression): string {
  const { zone } = x.type as ZonedType;
  if (zone === 'UTC') return "'Z'";
  if (zone !== null)
    return offsetMinutes(zone) === undefined ? `t_offset_text(${minutesAhead(x)})` : quoteLiteral(zone);
  return `CASE WHEN ${zoneSql(x)} = 'UTC' THEN 'Z' ELSE t_offset_text(${minutesAhead(x)}) END`;
}

// --- ISO 8601

function quickIso({ sql }: TypedExpression, otherwise: string): string {
  return `coalesce(t_with_zone(t_quick_iso(${sql}), 'UTC'), ${otherwise})`;
}

/** The offset at the end of a constant; of a column, and of what cannot be read, it is known at run time only. */
function readIso(reader: (text: string) => string, name: string, macro: string, precision: number) {
  return ({ arguments: [text] }: FunctionCall): TypedExpression => {
    const read = `${macro}(${name}(${text.sql}))`;
    const value = precision === MILLISECOND_PRECISION ? quickIso(text, read) : read;
    const answer = typeof text.constant === 'string' ? reader(text.constant) : RAISE_PREFIX;
    if (answer.startsWith(RAISE_PREFIX)) {
      return { sql: value, type: timestampWithTimeZone(precision, null), mayBeNaN: false };
    }
    const type = timestampWithTimeZone(precision, answer.split(' ')[1]);
    return { sql: `struct_extract(${value}, 't')`, type, mayBeNaN: false };
  };
}

function isoText({ arguments: [x] }: FunctionCall): string {
  const local = `replace(${timestampText(x, false)}, ' ', 'T')`;
  return isZoned(x.type) ? `(${local} || ${offsetText(x)})` : local;
}

function isoTextType({ arguments: [x] }: FunctionCall): TrinoType {
  const { precision } = x.type as { precision: number };
  const fraction = precision > 0 ? precision + 1 : 0;
  return varchar((x.type.kind === 'timestamp with time zone' ? 28 : 22) + fraction);
}

// --- patterns

type Style = 'mysql' | 'joda';

/** The parts of a pattern that is written. Throws INVALID_FUNCTION_ARGUMENT. */
function writtenPattern(style: Style, { constant }: TypedExpression): readonly PatternPart[] | undefined {
  if (typeof constant !== 'string') return undefined;
  try {
    return datePattern(style, constant);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', error.message);
  }
}

function parseMysql({ arguments: [text, format] }: FunctionCall): string {
  const quick = quickParse(text, writtenPattern('mysql', format));
  const read = `t_read_wall(j_mysql_parse(${text.sql}, ${format.sql}))`;
  return quick === undefined ? read : `coalesce(${quick}, ${read})`;
}

/** DuckDB's own parser where the text has exactly the digits that the pattern names; NULL of any other text. */
function quickParse({ sql }: TypedExpression, parts: readonly PatternPart[] | undefined): string | undefined {
  const form = parts && strptimeForm(parts);
  if (form === undefined) return undefined;
  return `CASE WHEN regexp_full_match(${sql}, ${quoteLiteral(form.text)}) THEN try_strptime(${sql}, ${quoteLiteral(form.pattern)}) END`;
}

/** Two digits of a year are read around this one. A pattern without a zone gives UTC. */
function parseJoda({ arguments: [text, format] }: FunctionCall): TypedExpression {
  const parts = writtenPattern('joda', format);
  const guesses = parts === undefined || parts.some(({ kind }) => kind === 'twoDigitYear');
  const year = guesses ? "year(timezone('UTC', now()))" : '0';
  const read = `j_joda_parse(${text.sql}, ${format.sql}, ${year})`;
  if (parts === undefined || parts.some(({ kind }) => kind === 'offset' || kind === 'zoneId')) {
    return { sql: `t_read_zoned(${read})`, type: timestampWithTimeZone(MILLISECOND_PRECISION, null), mayBeNaN: false };
  }
  const quick = quickParse(text, parts);
  const wall = quick === undefined ? `t_read_wall(${read})` : `coalesce(${quick}, t_read_wall(${read}))`;
  return { sql: `timezone('UTC', ${wall})`, type: timestampWithTimeZone(MILLISECOND_PRECISION), mayBeNaN: false };
}

/** Trino formats milliseconds, rounded half up. */
function formatClock(x: TypedExpression): string {
  return precisionOf(x.type) > MILLISECOND_PRECISION ? `t_round_timestamp(${wallClock(x)}, 1000)` : wallClock(x);
}

function quickFormat(x: TypedExpression, parts: readonly PatternPart[] | undefined): string | undefined {
  const pattern = parts && strftimePattern(parts);
  return pattern === undefined ? undefined : `strftime(${formatClock(x)}, ${quoteLiteral(pattern)})`;
}

function formatMysql({ arguments: [x, format] }: FunctionCall): string {
  const quick = quickFormat(x, writtenPattern('mysql', format));
  return quick ?? `t_checked_text(j_mysql_format(epoch_ms(${formatClock(x)}), ${format.sql}))`;
}

function formatJoda({ arguments: [x, format] }: FunctionCall): string {
  const parts = writtenPattern('joda', format);
  if (!isZoned(x.type) && parts?.some(({ kind }) => kind === 'offset' || kind === 'zoneId' || kind === 'zoneName')) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', WITHOUT_ZONE);
  }
  const quick = quickFormat(x, parts);
  if (quick !== undefined) return quick;
  const [zone, offset] = isZoned(x.type) ? [zoneSql(x), minutesAhead(x)] : ["''", '0'];
  return `t_checked_text(j_joda_format(epoch_ms(${formatClock(x)}), ${format.sql}, ${zone}, ${offset}))`;
}

const ZONED_MILLIS = 'timestamp(3) with time zone';

export const TIME_TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('current_timezone', overload('()->varchar', "'UTC'")),
  scalar(
    'from_unixtime',
    overload(`(double)->${ZONED_MILLIS}`, FROM_UNIX_SECONDS),
    overload('(double,varchar)', ({ arguments: [x, zone] }) =>
      zonedValue(fromUnixSeconds(x), MILLISECOND_PRECISION, supportedZone(zone, x)),
    ),
    overload('(double,bigint,bigint)', atOffset),
  ),
  scalar(
    'from_unixtime_nanos',
    overload('(bigint)->timestamp(9) with time zone', 't_from_unix_nanos(CAST($1 AS HUGEINT))'),
    overload('(decimal)->timestamp(9) with time zone', 't_from_unix_nanos(CAST($1 AS HUGEINT))'),
  ),
  scalar(
    'to_unixtime',
    overload('(TS)->double', ({ arguments: [x] }) => unixSeconds(x)),
  ),
  scalar(
    'from_iso8601_timestamp',
    overload('(varchar)', readIso(isoTimestamp, 'j_iso_timestamp', 't_read_zoned', MILLISECOND_PRECISION)),
  ),
  scalar(
    'from_iso8601_timestamp_nanos',
    overload('(varchar)', readIso(isoNanos, 'j_iso_nanos', 't_read_zoned_nanos', 9)),
  ),
  scalar('from_iso8601_date', overload('(varchar)->date', 'CAST(j_iso_date($1) AS DATE)')),
  scalar(
    'to_iso8601',
    overload('(date)->varchar(16)', 'CAST($1 AS VARCHAR)'),
    overload('(TS)', isoText, { result: isoTextType }),
  ),
  scalar(
    'at_timezone',
    overload('(TZ,varchar)', inZone, { result: ({ arguments: [x] }) => timestampWithTimeZone(precisionOf(x.type)) }),
    overload('(TZ,interval day to second)', inOffset),
  ),
  scalar(
    'with_timezone',
    overload('(timestamp,varchar)', takingZone, {
      result: ({ arguments: [x] }) => timestampWithTimeZone(precisionOf(x.type)),
    }),
  ),
  scalar(
    'timezone',
    overload('(TZ)->varchar', ({ arguments: [x] }) => zoneSql(x)),
  ),
  scalar(
    'timezone_hour',
    overload('(TZ)->bigint', ({ arguments: [x] }) => `CAST(trunc((${minutesAhead(x)}) / 60) AS BIGINT)`),
  ),
  scalar(
    'timezone_minute',
    overload('(TZ)->bigint', ({ arguments: [x] }) => `CAST((${minutesAhead(x)}) % 60 AS BIGINT)`),
  ),
  scalar('date_format', overload('(TS,varchar)->varchar', formatMysql)),
  scalar('date_parse', overload('(varchar,varchar)->timestamp(3)', parseMysql)),
  scalar('format_datetime', overload('(TS,varchar)->varchar', formatJoda)),
  scalar('parse_datetime', overload(`(varchar,varchar)->${ZONED_MILLIS}`, parseJoda)),
  scalar('human_readable_seconds', overload('(double)->varchar', 't_seconds_in_words($1)')),
  scalar(
    'parse_duration',
    overload(
      '(varchar)->interval day to second',
      'to_milliseconds(CAST(t_checked_text(j_duration_millis($1)) AS BIGINT))',
    ),
  ),
];
