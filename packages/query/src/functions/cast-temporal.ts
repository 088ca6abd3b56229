// Casts between date, time, timestamp and timestamp with time zone: by the wall clock of the value's zone, rounding half up.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { refuseCast } from './cast.ts';
import { wallClock } from './zoned-time.ts';

type PreciseType = Extract<
  TrinoType,
  { readonly precision: number; readonly kind: 'timestamp with time zone' | 'time' | 'timestamp' }
>;

const NANOSECOND_PRECISION = 9;

export function castTemporal(expression: TypedExpression, to: TrinoType): string {
  const { type, sql } = expression;
  if (type.kind === 'time') {
    if (to.kind !== 'time') return refuseCast(type, to);
    return to.precision >= type.precision ? sql : notSupported('Casts of time to fewer digits');
  }
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
      return refuseCast(type, to);
  }
}

function toTime(expression: TypedExpression, to: PreciseType): string {
  const { type } = expression;
  if (type.kind === 'date') return refuseCast(type, to);
  if (precisionOf(type) > to.precision) return notSupported('Casts of a timestamp to a time of fewer digits');
  return `CAST(${wallClock(expression)} AS TIME)`;
}

function toTimestamp(expression: TypedExpression, to: PreciseType): string {
  const { type, sql } = expression;
  if (type.kind === 'date') return `CAST(${sql} AS ${duckdbType(to)})`;
  const precision = precisionOf(type);
  if (precision > MICROSECOND_PRECISION) {
    if (type.kind === 'timestamp with time zone' && type.zone !== 'UTC') return notSupported('Nanoseconds outside UTC');
    if (to.precision >= precision) return sql;
    if (to.precision > MICROSECOND_PRECISION)
      return `make_timestamp_ns(t_floor_to(epoch_ns(${sql}) + ${nanosUnit(to) / 2}, ${nanosUnit(to)}))`;
    return `t_round_nanos(${sql}, ${nanosUnit(to)})`;
  }
  const wall = wallClock(expression);
  if (to.precision > MICROSECOND_PRECISION) return `CAST(${wall} AS TIMESTAMP_NS)`;
  return to.precision < precision ? `t_round_timestamp(${wall}, ${microsUnit(to)})` : wall;
}

function toZoned(expression: TypedExpression, to: PreciseType): string {
  const { type, sql } = expression;
  if (type.kind === 'date') return coerce(expression, to).sql;
  const precision = precisionOf(type);
  if (precision <= to.precision) return coerce(expression, to).sql;
  if (precision > MICROSECOND_PRECISION) {
    if (to.precision > MICROSECOND_PRECISION)
      return `make_timestamp_ns(t_floor_to(epoch_ns(${sql}) + ${nanosUnit(to) / 2}, ${nanosUnit(to)}))`;
    return `timezone('UTC', t_round_nanos(${sql}, ${nanosUnit(to)}))`;
  }
  const utc = type.kind === 'timestamp' ? sql : `timezone('UTC', ${sql})`;
  return `timezone('UTC', t_round_timestamp(${utc}, ${microsUnit(to)}))`;
}

function precisionOf(type: TrinoType): number {
  return 'precision' in type ? type.precision : 0;
}

function microsUnit({ precision }: { readonly precision: number }): number {
  return 10 ** (MICROSECOND_PRECISION - precision);
}

function nanosUnit({ precision }: { readonly precision: number }): number {
  return 10 ** (NANOSECOND_PRECISION - precision);
}

function notSupported(what: string): never {
  throw new TracelakeError('NOT_SUPPORTED', `${what} are not supported locally`);
}
