// Casts from varchar: the text is checked by Trino's rules first, because DuckDB's casts take more.

import { OUTSIDE_NANOSECONDS } from '../duckdb/engine-words.ts';
import { RAISE_PREFIX, raise } from '../duckdb/raise.ts';
import { castZoned } from '../duckdb/scalar/iso8601.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { typeText } from '../types/type-text.ts';
import { type CastMode, duckdbCast, refuseCast } from './cast.ts';

type Zoned = Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>;

/** As Trino names the type in its message. */
const INTEGER_NAMES = { tinyint: 'TINYINT', smallint: 'SMALLINT', integer: 'INT', bigint: 'BIGINT' } as const;

/** Texts that both engines read alike, as nearly all constants are: `BIGINT '5'`. The check planned for 80 ms in a call that names its argument often. */
const PLAIN_INTEGER = /^[+-]?\d+$/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

export const castFromVarchar = { print, zone };

function print(expression: TypedExpression, to: TrinoType, mode: CastMode): string {
  const { sql, constant } = expression;
  const isPlain = (pattern: RegExp): boolean => typeof constant === 'string' && pattern.test(constant);
  switch (to.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      if (isPlain(PLAIN_INTEGER)) return duckdbCast(sql, to, mode);
      return duckdbCast(`t_integer_text(${sql}, '${INTEGER_NAMES[to.kind]}')`, to, mode);
    case 'real':
    case 'double':
      if (isPlain(PLAIN_NUMBER)) return duckdbCast(sql, to, mode);
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
      return zonedTimestamp(expression, to);
    case 'time':
      return time(sql, to, mode);
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
  if (to.precision > MICROSECOND_PRECISION) return withinNanoseconds(input, parsed);
  if (to.precision < MICROSECOND_PRECISION) {
    return `t_round_timestamp(${parsed}, ${10 ** (MICROSECOND_PRECISION - to.precision)})`;
  }
  const nanoseconds = `${mode.safe ? 'TRY_CAST' : 'CAST'}(${input} AS TIMESTAMP_NS)`;
  return `(CASE WHEN regexp_matches(${sql}, '[.][0-9]{7}') THEN t_round_nanos(${nanoseconds}, 1000) ELSE ${parsed} END)`;
}

/** Out of this range TRY_CAST would say NULL. */
function withinNanoseconds(input: string, parsed: string): string {
  const outside = `TRY_CAST(${input} AS TIMESTAMP) NOT BETWEEN TIMESTAMP '1677-09-22' AND TIMESTAMP '2262-04-11'`;
  const failure = raise('NOT_SUPPORTED', quoteLiteral(OUTSIDE_NANOSECONDS), 'VARCHAR');
  return `(CASE WHEN ${outside} THEN CAST(${failure} AS TIMESTAMP_NS) ELSE ${parsed} END)`;
}

/** Rounded at the last digit kept; DuckDB cuts a fraction to microseconds. */
function time(sql: string, to: TrinoType & { readonly precision: number }, mode: CastMode): string {
  const parsed = duckdbCast(`t_time_input(${sql})`, to, mode);
  return to.precision < MICROSECOND_PRECISION
    ? `t_round_time(${parsed}, ${10 ** (MICROSECOND_PRECISION - to.precision)})`
    : `(${parsed} + to_microseconds(CASE WHEN regexp_matches(${sql}, '[.][0-9]{6}[5-9]') THEN 1 ELSE 0 END))`;
}

/** The zone in a constant text, UTC where it has none; `null` for a column, and for what cannot be cast. */
function zone(constant: TypedExpression['constant'], precision: number): string | null {
  if (typeof constant !== 'string') return null;
  const [wall, zone] = castZoned(constant, BigInt(precision)).split(' ');
  return wall.startsWith(RAISE_PREFIX) ? null : zone;
}

function zonedTimestamp({ sql, constant }: TypedExpression, to: Zoned): string {
  const read = `j_cast_zoned(${sql}, ${to.precision})`;
  const value = to.precision > MICROSECOND_PRECISION ? `t_read_zoned_nanos(${read})` : `t_read_zoned(${read})`;
  return zone(constant, to.precision) === null ? value : `struct_extract(${value}, 't')`;
}
