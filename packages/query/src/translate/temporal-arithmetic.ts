// Arithmetic of dates, timestamps and intervals.
import { TracelakeError } from '@tracelake/schema';
import { fromWallClock, instant, wallClock, withZoneOf } from '../functions/zoned-time.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { DATE, INTERVAL_DAY_TO_SECOND } from '../types/type-constructors.ts';
import { isInterval, isNumeric, isTemporal, sameType } from '../types/type-predicates.ts';
import { intervalDayToSecond } from './interval-literal.ts';
import type { ArithmeticOperator } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';

const MILLISECONDS_PER_DAY = 86_400_000n;
/** DuckDB's intervals hold microseconds. */
const MAX_MILLISECONDS = 9.2e15;
/** Trino's intervals have milliseconds: what they are added to has at least these. */
const INTERVAL_PRECISION = 3;

/** `undefined` where Trino has no such operator. */
export function temporalArithmetic(
  operator: ArithmeticOperator,
  a: TypedExpression,
  b: TypedExpression,
): TypedExpression | undefined {
  const additive = operator === '+' || operator === '-';
  if (additive && isPointInTime(a.type) && isInterval(b.type)) return shifted(operator, a, b);
  if (operator === '+' && isInterval(a.type) && isPointInTime(b.type)) return shifted(operator, b, a);
  if (operator === '-' && isPointInTime(a.type) && isPointInTime(b.type)) return difference(a, b);
  if (additive && isInterval(a.type) && sameType(a.type, b.type)) {
    return { sql: `(${a.sql} ${operator} ${b.sql})`, type: a.type, mayBeNaN: false };
  }
  if ((operator === '*' || operator === '/') && isInterval(a.type) && isNumeric(b.type)) return scaled(operator, a, b);
  if (operator === '*' && isNumeric(a.type) && isInterval(b.type)) return scaled(operator, b, a);
  return undefined;
}

function isPointInTime(type: TrinoType): boolean {
  return isTemporal(type) || type.kind === 'time';
}

function shifted(operator: '+' | '-', point: TypedExpression, interval: TypedExpression): TypedExpression {
  const { type } = point;
  const byMonths = interval.type.kind === 'interval year to month';
  if (type.kind === 'date') return shiftedDate(operator, point, interval);
  if (type.kind === 'time' && byMonths) {
    throw new TracelakeError('TYPE_MISMATCH', 'Cannot apply operator: time + interval year to month');
  }
  const precise =
    !byMonths && 'precision' in type && type.precision < INTERVAL_PRECISION
      ? ({ ...type, precision: INTERVAL_PRECISION } as TrinoType)
      : type;
  return { sql: shiftedSql(operator, point, interval, precise), type: precise, mayBeNaN: false };
}

/** Months by the wall clock of the value's zone; days and less by elapsed time. */
function shiftedSql(operator: '+' | '-', point: TypedExpression, interval: TypedExpression, to: TrinoType): string {
  const { type, sql } = point;
  const byMonths = interval.type.kind === 'interval year to month';
  const nanoseconds = 'precision' in type && type.precision > MICROSECOND_PRECISION;
  const step = signed(operator, interval);
  if (type.kind !== 'timestamp with time zone') {
    if (nanoseconds) return `t_shift_nanos(${sql}, ${step})`;
    return `CAST(${sql} ${operator} ${interval.sql} AS ${duckdbType(to)})`;
  }
  if (byMonths && type.zone !== 'UTC') {
    if (nanoseconds) {
      throw new TracelakeError('NOT_SUPPORTED', 'Months cannot be added to nanoseconds outside UTC locally', {
        hint: 'Cast to timestamp(6) with time zone first.',
      });
    }
    return fromWallClock(`(${wallClock(point)} ${operator} ${interval.sql})`, point);
  }
  const moved = nanoseconds
    ? `t_shift_nanos(${instant(point)}, ${step})`
    : `(${instant(point)} ${operator} ${interval.sql})`;
  return withZoneOf(point, moved);
}

function signed(operator: '+' | '-', { sql }: TypedExpression): string {
  return operator === '-' ? `(- ${sql})` : sql;
}

function shiftedDate(operator: '+' | '-', date: TypedExpression, interval: TypedExpression): TypedExpression {
  const { constant } = interval;
  const byDays = interval.type.kind === 'interval day to second';
  const isPart = byDays && typeof constant === 'bigint' && constant % MILLISECONDS_PER_DAY !== 0n;
  const sql =
    byDays && (isPart || constant === undefined)
      ? `t_shift_date(${date.sql}, ${signed(operator, interval)})`
      : `CAST(${date.sql} ${operator} ${interval.sql} AS DATE)`;
  return { sql, type: DATE, mayBeNaN: false };
}

function difference(a: TypedExpression, b: TypedExpression): TypedExpression | undefined {
  const type = commonType(a.type, b.type);
  if (type === null) return undefined;
  const [left, right] = [coerce(a, type), coerce(b, type)].map((side) => ({ ...side, sql: instant(side) }));
  const sql = differenceSql(left.sql, right.sql, type);
  return { sql, type: INTERVAL_DAY_TO_SECOND, mayBeNaN: false };
}

/** Trino's intervals have milliseconds, rounded. */
function differenceSql(left: string, right: string, type: TrinoType): string {
  const precision = 'precision' in type ? type.precision : 0;
  if (type.kind === 'date') return `to_days(CAST(${left} - ${right} AS INTEGER))`;
  if (type.kind === 'time') return `to_milliseconds(t_rounded_thousandths(datesub('microsecond', ${right}, ${left})))`;
  if (precision <= INTERVAL_PRECISION) return `(${left} - ${right})`;
  if (precision <= MICROSECOND_PRECISION) return `to_milliseconds(t_interval_millis(${left} - ${right}))`;
  return `to_milliseconds(CAST(round((epoch_ns(${left}) - epoch_ns(${right})) / 1e6) AS BIGINT))`;
}

function scaled(operator: '*' | '/', interval: TypedExpression, factor: TypedExpression): TypedExpression {
  const { type, constant } = interval;
  const number = Number(factor.constant);
  if (type.kind === 'interval day to second') {
    if (typeof constant === 'bigint' && factor.constant !== undefined && number !== 0 && Number.isFinite(number)) {
      const exact = Math.trunc(operator === '*' ? Number(constant) * number : Number(constant) / number);
      if (Math.abs(exact) < MAX_MILLISECONDS) return intervalDayToSecond(BigInt(exact));
    }
    const milliseconds = `trunc(t_interval_millis(${interval.sql}) ${operator} ${checkedFactor(operator, interval, factor)})`;
    return { sql: `t_interval_of_millis(${milliseconds})`, type, mayBeNaN: false };
  }
  if (typeof constant === 'bigint' && typeof factor.constant === 'bigint' && operator === '*') {
    return {
      sql: `to_months(${constant * factor.constant})`,
      type,
      constant: constant * factor.constant,
      mayBeNaN: false,
    };
  }
  const months = `trunc(t_interval_months(${interval.sql}) ${operator} ${checkedFactor(operator, interval, factor)})`;
  return { sql: `to_months(CAST(${months} AS INTEGER))`, type, mayBeNaN: false };
}

function checkedFactor(operator: '*' | '/', interval: TypedExpression, factor: TypedExpression): string {
  const value = `CAST(${factor.sql} AS DOUBLE)`;
  const isGood = factor.constant !== undefined && factor.constant !== null && Number(factor.constant) !== 0;
  return isGood ? value : `t_interval_factor(${interval.sql}, ${value}, ${operator === '/'})`;
}
