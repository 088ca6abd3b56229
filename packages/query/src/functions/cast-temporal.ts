// Casts between date, time, timestamp and timestamp with time zone: by the wall clock of the value's zone, rounding half up.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { timestamp } from '../types/type-constructors.ts';
import { refuseCast } from './cast.ts';
import { instant, nanoClock, precisionOf, wallClock, withZoneOf } from './zoned-time.ts';

type PreciseType = Extract<
  TrinoType,
  { readonly precision: number; readonly kind: 'timestamp with time zone' | 'time' | 'timestamp' }
>;

const NANOSECOND_PRECISION = 9;

export function castTemporal(expression: TypedExpression, to: TrinoType): string {
  if (expression.type.kind === 'time') return castTime(expression, to);
  switch (to.kind) {
    case 'date':
      return `CAST(${wallClock(expression)} AS DATE)`;
    case 'time':
      return toTime(expression, to);
    case 'timestamp':
      return toTimestamp(expression, to);
    case 'timestamp with time zone':
      return toZoned(expression, to);
    default:
      return refuseCast(expression.type, to);
  }
}

/** A time of day becomes one of today. */
function castTime(expression: TypedExpression, to: TrinoType): string {
  const { type, sql } = expression;
  if (to.kind === 'time') {
    const rounds = to.precision < precisionOf(type);
    return rounds ? `t_round_time(${sql}, ${microsUnit(to)})` : sql;
  }
  if (to.kind !== 'timestamp' && to.kind !== 'timestamp with time zone') return refuseCast(type, to);
  const today = `(CAST(timezone('UTC', now()) AS DATE) + ${sql})`;
  const moment: TypedExpression = { sql: today, type: timestamp(precisionOf(type)), mayBeNaN: false };
  return to.kind === 'timestamp' ? toTimestamp(moment, to) : toZoned(moment, to);
}

function toTime(expression: TypedExpression, to: PreciseType): string {
  const { type } = expression;
  if (type.kind === 'date') return refuseCast(type, to);
  const wall = wallClock(expression);
  const isWhole = precisionOf(type) <= to.precision;
  const rounded = isWhole
    ? wall
    : precisionOf(type) <= MICROSECOND_PRECISION
      ? `t_round_timestamp(${wall}, ${microsUnit(to)})`
      : `t_round_nanos(${nanoClock(expression)}, ${nanosUnit(to)})`;
  const mayHaveFraction = type.kind === 'timestamp' && precisionOf(type) > 0;
  return mayHaveFraction ? `t_rounded_clock(${rounded}, ${wall})` : `CAST(${rounded} AS TIME)`;
}

function toTimestamp(expression: TypedExpression, to: PreciseType): string {
  const { type, sql } = expression;
  if (type.kind === 'date') return `CAST(${sql} AS ${duckdbType(to)})`;
  const precision = precisionOf(type);
  if (precision > MICROSECOND_PRECISION) {
    const wall = nanoClock(expression);
    return to.precision >= precision ? wall : roundedNanos(wall, to);
  }
  const wall = wallClock(expression);
  if (to.precision > MICROSECOND_PRECISION) return `CAST(${wall} AS TIMESTAMP_NS)`;
  return to.precision < precision ? `t_round_timestamp(${wall}, ${microsUnit(to)})` : wall;
}

function toZoned(expression: TypedExpression, to: PreciseType): string {
  const { type } = expression;
  const precision = precisionOf(type);
  if (type.kind === 'date' || precision <= to.precision) return coerce(expression, to).sql;
  const moment = instant(expression);
  const kept = (value: string): string => (type.kind === 'timestamp' ? value : withZoneOf(expression, value));
  if (precision > MICROSECOND_PRECISION) {
    const rounded = roundedNanos(moment, to);
    return kept(to.precision > MICROSECOND_PRECISION ? rounded : `timezone('UTC', ${rounded})`);
  }
  const utc = type.kind === 'timestamp' ? moment : `timezone('UTC', ${moment})`;
  return kept(`timezone('UTC', t_round_timestamp(${utc}, ${microsUnit(to)}))`);
}

/** A TIMESTAMP_NS to fewer digits: again one, or a TIMESTAMP where microseconds hold them. */
function roundedNanos(sql: string, to: PreciseType): string {
  return to.precision > MICROSECOND_PRECISION
    ? `make_timestamp_ns(t_floor_to(epoch_ns(${sql}) + ${nanosUnit(to) / 2}, ${nanosUnit(to)}))`
    : `t_round_nanos(${sql}, ${nanosUnit(to)})`;
}

function microsUnit({ precision }: { readonly precision: number }): number {
  return 10 ** (MICROSECOND_PRECISION - precision);
}

function nanosUnit({ precision }: { readonly precision: number }): number {
  return 10 ** (NANOSECOND_PRECISION - precision);
}
