// Timestamps with a zone: DuckDB's TIMESTAMPTZ is an instant, so the zone travels in the Trino type and the wall clock is computed from it.
import { TracelakeError } from '@tracelake/schema';
import { zoneOf } from '../translate/temporal-literal.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';

export type ZonedType = Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>;

export const MILLISECOND_PRECISION = 3;

/** Digits of a second; 0 for a date. */
export function precisionOf(type: TrinoType): number {
  return 'precision' in type ? type.precision : 0;
}

export function isZoned(type: TrinoType): type is ZonedType {
  return type.kind === 'timestamp with time zone';
}

/** `UTC`, `+02:00` or a name. Throws INVALID_FUNCTION_ARGUMENT. */
export function requireZone(text: string): string {
  const zone = zoneOf(text);
  if (zone !== undefined) return zone;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);
}

/** The zone of a type. Throws NOT_SUPPORTED where only the run would tell. */
export function knownZone(type: ZonedType): string {
  if (type.zone !== null) return type.zone;
  throw new TracelakeError('NOT_SUPPORTED', 'The zone of this value is only known at run time', {
    hint: "Use at_timezone(x, 'UTC').",
  });
}

/** Minutes ahead of UTC, for a zone that is an offset. */
export function offsetMinutes(zone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

/** What the clock on the wall shows, as DATE or TIMESTAMP (microseconds). */
export function wallClock({ sql, type }: TypedExpression): string {
  if (type.kind === 'timestamp') return type.precision > MICROSECOND_PRECISION ? `CAST(${sql} AS TIMESTAMP)` : sql;
  if (type.kind !== 'timestamp with time zone') return sql;
  const zone = knownZone(type);
  if (type.precision > MICROSECOND_PRECISION) {
    const utc = `CAST(${sql} AS TIMESTAMP)`;
    return zone === 'UTC' ? utc : wallClockIn(`timezone('UTC', ${utc})`, zone);
  }
  return wallClockIn(sql, zone);
}

/** A TIMESTAMP on the wall back as a value of `type`. */
export function fromWallClock(wall: string, type: TrinoType): string {
  if (type.kind !== 'timestamp with time zone') return `CAST(${wall} AS ${duckdbType(type)})`;
  const zone = knownZone(type);
  const minutes = offsetMinutes(zone);
  const instant =
    minutes === undefined
      ? `timezone(${quoteLiteral(zone)}, ${wall})`
      : `timezone('UTC', ${wall} - to_minutes(${minutes}))`;
  return type.precision > MICROSECOND_PRECISION ? `CAST(timezone('UTC', ${instant}) AS TIMESTAMP_NS)` : instant;
}

/** `2026-01-05 10:00:00.123`, with ` zone` behind for a zoned value unless `withZone` is false. */
export function timestampText(expression: TypedExpression, withZone = true): string {
  const { type, sql } = expression;
  if (type.kind !== 'timestamp' && type.kind !== 'timestamp with time zone') return `CAST(${sql} AS VARCHAR)`;
  const zoned = type.kind === 'timestamp with time zone';
  if (type.precision > MICROSECOND_PRECISION && zoned && knownZone(type) !== 'UTC') {
    throw new TracelakeError('NOT_SUPPORTED', 'Text of nanoseconds outside UTC is not supported locally');
  }
  const value = type.precision > MICROSECOND_PRECISION ? sql : wallClock(expression);
  const text = `t_timestamp_text(${value}, ${type.precision})`;
  return zoned && withZone ? `(${text} || ${quoteLiteral(` ${knownZone(type)}`)})` : text;
}

function wallClockIn(instant: string, zone: string): string {
  const minutes = offsetMinutes(zone);
  if (minutes === undefined) return `timezone(${quoteLiteral(zone)}, ${instant})`;
  return `(timezone('UTC', ${instant}) + to_minutes(${minutes}))`;
}
