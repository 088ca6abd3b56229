// Timestamps with a zone: DuckDB's TIMESTAMPTZ is an instant, so the zone travels in the Trino type, or beside the instant in a struct where
// only the run knows it. The wall clock is computed from both.
import { TracelakeError } from '@tracelake/schema';
import { zoneName, offsetMinutes as zoneOffset } from '../duckdb/scalar/zone-name.ts';
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
  const zone = zoneName(text);
  if (zone !== undefined) return zone;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);
}

/** Minutes ahead of UTC, for a zone that is an offset. */
export function offsetMinutes(zone: string): number | undefined {
  return zoneOffset(zone);
}

/** The point in time alone: TIMESTAMPTZ, or TIMESTAMP_NS in UTC. Of anything without a zone, itself. */
export function instant({ sql, type }: TypedExpression): string {
  return isZoned(type) && type.zone === null ? `struct_extract(${sql}, 't')` : sql;
}

/** The name of a value's zone as DuckDB text; NULL where the value is. */
export function zoneSql({ sql, type }: TypedExpression): string {
  const { zone } = type as ZonedType;
  if (zone === null) return `struct_extract(${sql}, 'z')`;
  return `CASE WHEN ${sql} IS NOT NULL THEN ${quoteLiteral(zone)} END`;
}

/** Another instant in the zone of `x`. */
export function withZoneOf(x: TypedExpression, moved: string): string {
  return (x.type as ZonedType).zone === null ? `t_with_zone(${moved}, struct_extract(${x.sql}, 'z'))` : moved;
}

/** What the clock on the wall shows, as DATE or TIMESTAMP (microseconds). */
export function wallClock(x: TypedExpression): string {
  const { type } = x;
  const nanoseconds = precisionOf(type) > MICROSECOND_PRECISION;
  if (!isZoned(type)) return nanoseconds ? `t_cut_nanos(${x.sql})` : x.sql;
  const { zone } = type;
  if (nanoseconds && zone === 'UTC') return `t_cut_nanos(${x.sql})`;
  const moment = nanoseconds ? `timezone('UTC', t_cut_nanos(${instant(x)}))` : instant(x);
  return zone === null ? `t_zone_clock(${moment}, struct_extract(${x.sql}, 'z'))` : wallClockIn(moment, zone);
}

/** What the clock shows at the instant of `x` in the zone of `other`. */
export function wallClockLike(x: TypedExpression, other: TypedExpression): string {
  const { zone } = other.type as ZonedType;
  const moment = { ...x, sql: instant(x), type: { ...(x.type as ZonedType), zone: zone ?? 'UTC' } };
  if (zone !== null) return wallClock(moment);
  return `t_zone_clock(timezone('UTC', ${wallClock(moment)}), struct_extract(${other.sql}, 'z'))`;
}

/** A TIMESTAMP on the wall back as a value like `x`, in its zone. */
export function fromWallClock(wall: string, x: TypedExpression): string {
  const { type } = x;
  if (!isZoned(type)) return `CAST(${wall} AS ${duckdbType(type)})`;
  if (type.zone !== null) return fromClockIn(wall, type, type.zone);
  const zone = `struct_extract(${x.sql}, 'z')`;
  return `t_with_zone(${precise(`t_zone_instant(${wall}, ${zone})`, type)}, ${zone})`;
}

/** A TIMESTAMP on the wall of a known zone. A time that the clock shows twice is the first of the two. */
export function fromClockIn(wall: string, type: ZonedType, zone: string): string {
  const minutes = offsetMinutes(zone);
  const moment =
    minutes === undefined
      ? `t_named_instant(${wall}, ${quoteLiteral(zone)})`
      : `timezone('UTC', ${minutes === 0 ? wall : `${wall} - to_minutes(${minutes})`})`;
  return precise(moment, type);
}

/** `2026-01-05 10:00:00.123`, with ` zone` behind for a zoned value unless `withZone` is false. */
export function timestampText(x: TypedExpression, withZone = true): string {
  const { type, sql } = x;
  if (type.kind !== 'timestamp' && type.kind !== 'timestamp with time zone') return `CAST(${sql} AS VARCHAR)`;
  const text = `t_timestamp_text(${nanoClock(x)}, ${type.precision})`;
  return isZoned(type) && withZone ? `(${text} || ' ' || ${zoneSql(x)})` : text;
}

/** The wall clock with all its digits. */
export function nanoClock(x: TypedExpression): string {
  if (precisionOf(x.type) <= MICROSECOND_PRECISION) return wallClock(x);
  if (!isZoned(x.type) || x.type.zone === 'UTC') return x.sql;
  return `t_nanos_beside(${wallClock(x)}, ${instant(x)})`;
}

function wallClockIn(moment: string, zone: string): string {
  const minutes = offsetMinutes(zone);
  if (minutes === undefined) return `timezone(${quoteLiteral(zone)}, ${moment})`;
  return minutes === 0 ? `timezone('UTC', ${moment})` : `(timezone('UTC', ${moment}) + to_minutes(${minutes}))`;
}

function precise(moment: string, type: ZonedType): string {
  return type.precision > MICROSECOND_PRECISION ? `CAST(timezone('UTC', ${moment}) AS TIMESTAMP_NS)` : moment;
}
