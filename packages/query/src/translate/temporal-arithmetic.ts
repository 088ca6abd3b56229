// Arithmetic of dates, timestamps and intervals.
import { TracelakeError } from '@tracelake/schema';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { INTERVAL_DAY_TO_SECOND } from '../types/type-constructors.ts';
import { isInterval, isNumeric, isTemporal, sameType } from '../types/type-predicates.ts';
import { intervalDayToSecond } from './interval-literal.ts';
import type { ArithmeticOperator } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';

const MILLISECONDS_PER_DAY = 86_400_000n;
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
  if (operator === '-' && isTemporal(a.type) && isTemporal(b.type)) return difference(a, b);
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
  if (type.kind === 'date') checkWholeDays(interval);
  const byMonths = interval.type.kind === 'interval year to month';
  if (type.kind === 'time') {
    if (byMonths) throw new TracelakeError('TYPE_MISMATCH', 'Cannot apply operator: time + interval year to month');
    throw new TracelakeError('NOT_SUPPORTED', 'Arithmetic with time is not supported locally');
  }
  if (byMonths && type.kind === 'timestamp with time zone' && type.zone !== 'UTC') {
    throw new TracelakeError('NOT_SUPPORTED', 'Months cannot be added outside UTC locally', {
      hint: "Use date_add('month', …).",
    });
  }
  if ('precision' in type && type.precision > MICROSECOND_PRECISION) {
    throw new TracelakeError('NOT_SUPPORTED', 'Arithmetic with nanoseconds is not supported locally', {
      hint: 'Cast to timestamp(6) first.',
    });
  }
  const precise =
    !byMonths && 'precision' in type && type.precision < INTERVAL_PRECISION
      ? ({ ...type, precision: INTERVAL_PRECISION } as TrinoType)
      : type;
  return {
    sql: `CAST(${point.sql} ${operator} ${interval.sql} AS ${duckdbType(precise)})`,
    type: precise,
    mayBeNaN: false,
  };
}

function checkWholeDays({ type, constant }: TypedExpression): void {
  if (type.kind !== 'interval day to second') return;
  if (typeof constant !== 'bigint') {
    throw new TracelakeError('NOT_SUPPORTED', 'Adding a computed interval to a date is not supported locally', {
      hint: "Use date_add('day', n, x).",
    });
  }
  if (constant % MILLISECONDS_PER_DAY !== 0n) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', 'Cannot add hour, minutes or seconds to a date');
  }
}

function difference(a: TypedExpression, b: TypedExpression): TypedExpression | undefined {
  const type = commonType(a.type, b.type);
  if (type === null) return undefined;
  const left = coerce(a, type).sql;
  const right = coerce(b, type).sql;
  if (type.kind === 'date') {
    return { sql: `to_days(CAST(${left} - ${right} AS INTEGER))`, type: INTERVAL_DAY_TO_SECOND, mayBeNaN: false };
  }
  const nanoseconds = 'precision' in type && type.precision > MICROSECOND_PRECISION;
  const sql = nanoseconds ? `(CAST(${left} AS TIMESTAMP) - CAST(${right} AS TIMESTAMP))` : `(${left} - ${right})`;
  return { sql, type: INTERVAL_DAY_TO_SECOND, mayBeNaN: false };
}

function scaled(operator: '*' | '/', interval: TypedExpression, factor: TypedExpression): TypedExpression {
  const { type, constant } = interval;
  const number = Number(factor.constant);
  if (type.kind === 'interval day to second') {
    if (typeof constant === 'bigint' && factor.constant !== undefined && number !== 0 && Number.isFinite(number)) {
      const exact = Number(constant);
      return intervalDayToSecond(BigInt(Math.trunc(operator === '*' ? exact * number : exact / number)));
    }
    const milliseconds = `trunc(t_interval_millis(${interval.sql}) ${operator} CAST(${factor.sql} AS DOUBLE))`;
    return { sql: `to_microseconds(CAST(${milliseconds} AS BIGINT) * 1000)`, type, mayBeNaN: false };
  }
  if (typeof constant === 'bigint' && typeof factor.constant === 'bigint' && operator === '*') {
    return {
      sql: `to_months(${constant * factor.constant})`,
      type,
      constant: constant * factor.constant,
      mayBeNaN: false,
    };
  }
  throw new TracelakeError('NOT_SUPPORTED', 'Scaling an interval of months is only supported by a whole constant');
}
