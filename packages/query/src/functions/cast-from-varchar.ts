// Casts from varchar: the text is checked by Trino's rules first, because DuckDB's casts take more.

import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { timestampLiteral } from '../translate/temporal-literal.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { timestampWithTimeZone } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { type CastMode, castIn, duckdbCast, refuseCast } from './cast.ts';

type Zoned = Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>;

/** As Trino names the type in its message. */
const INTEGER_NAMES = { tinyint: 'TINYINT', smallint: 'SMALLINT', integer: 'INT', bigint: 'BIGINT' } as const;

export const castFromVarchar = { print, zone };

function print(expression: TypedExpression, to: TrinoType, mode: CastMode): string {
  const { sql } = expression;
  switch (to.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return duckdbCast(`t_integer_text(${sql}, '${INTEGER_NAMES[to.kind]}')`, to, mode);
    case 'real':
    case 'double':
      return duckdbCast(`t_floating_text(${sql}, '${to.kind.toUpperCase()}')`, to, mode);
    case 'decimal':
      return duckdbCast(`t_decimal_text(${sql}, '${typeText(to).toUpperCase().replace(',', ', ')}')`, to, mode);
    case 'boolean':
      return duckdbCast(`t_boolean_text(${sql})`, to, mode);
    case 'date':
      return duckdbCast(`t_date_text(${sql})`, to, mode);
    case 'timestamp':
      return timestamp(sql, to, mode);
    case 'timestamp with time zone':
      return zonedTimestamp(expression, to, mode);
    case 'time':
      return duckdbCast(`t_time_input(${sql})`, to, mode);
    case 'uuid':
      return duckdbCast(`t_uuid_text(${sql})`, to, mode);
    case 'varbinary':
      return `encode(${sql})`;
    default:
      return refuseCast(expression.type, to);
  }
}

/** DuckDB cuts a fraction to microseconds; what is behind them matters only where they are the last digit to be kept. */
function timestamp(sql: string, to: TrinoType & { readonly precision: number }, mode: CastMode): string {
  const input = `t_timestamp_input(${sql})`;
  const parsed = duckdbCast(input, to, mode);
  if (to.precision > MICROSECOND_PRECISION) return parsed;
  if (to.precision < MICROSECOND_PRECISION) {
    return `t_round_timestamp(${parsed}, ${10 ** (MICROSECOND_PRECISION - to.precision)})`;
  }
  const nanoseconds = `${mode.safe ? 'TRY_CAST' : 'CAST'}(${input} AS TIMESTAMP_NS)`;
  return `(CASE WHEN regexp_matches(${sql}, '[.][0-9]{7}') THEN t_round_nanos(${nanoseconds}, 1000) ELSE ${parsed} END)`;
}

/** The zone in a constant text, UTC where it has none; `null` for a column. */
function zone(expression: TypedExpression): string | null {
  const type = constantTimestamp(expression)?.type;
  if (type === undefined) return null;
  return type.kind === 'timestamp with time zone' ? type.zone : 'UTC';
}

function zonedTimestamp(expression: TypedExpression, to: Zoned, mode: CastMode): string {
  const constant = constantTimestamp(expression);
  if (constant !== undefined) {
    const precision = (constant.type as Zoned).precision;
    return castIn(coerce(constant, timestampWithTimeZone(precision)), to, mode).sql;
  }
  if (to.precision > MICROSECOND_PRECISION) {
    throw new TracelakeError('NOT_SUPPORTED', `Casts of varchar columns to ${typeText(to)} are not supported locally`);
  }
  const iso = `t_iso_input(replace(replace(regexp_replace(${expression.sql}, ' (UTC|Z|[+-][0-9]{2}:[0-9]{2})$', '\\1'), 'UTC', 'Z'), ' ', 'T'))`;
  const instant = duckdbCast(iso, to, mode);
  if (to.precision === MICROSECOND_PRECISION) return instant;
  const unit = 10 ** (MICROSECOND_PRECISION - to.precision);
  return `timezone('UTC', t_round_timestamp(timezone('UTC', ${instant}), ${unit}))`;
}

function constantTimestamp({ constant }: TypedExpression): TypedExpression | undefined {
  if (typeof constant !== 'string') return undefined;
  try {
    return timestampLiteral(constant);
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'INVALID_LITERAL') return undefined;
    throw error;
  }
}
