// Casts to varchar: every type's text as Trino prints it.
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { VARCHAR } from '../types/type-constructors.ts';
import { type CastMode, refuseCast } from './cast.ts';
import { timestampText } from './zoned-time.ts';

/** Digits behind the point up to which Java writes none with an exponent. */
const SMALL_SCALE = 6;

type Varchar = Extract<TrinoType, { readonly kind: 'varchar' }>;

export function castToVarchar(expression: TypedExpression, to: Varchar, { safe }: CastMode): string {
  const text = varcharText(expression);
  if (to.length === undefined) return text;
  const { type } = expression;
  if (type.kind === 'uuid') return refuseCast(type, to);
  if (type.kind === 'varchar') {
    const fits = type.length !== undefined && type.length <= to.length;
    return fits ? text : `substring(${text}, 1, ${to.length})`;
  }
  return `(CASE WHEN length(${text}) > ${to.length} THEN ${safe ? 'NULL' : tooLong(text, to.length)} ELSE ${text} END)`;
}

function tooLong(text: string, length: number): string {
  return raise(
    'INVALID_CAST_ARGUMENT',
    `'Value ' || ${text} || ' cannot be represented as varchar(${length})'`,
    'VARCHAR',
  );
}

/** Unbounded text of a value. Throws TYPE_MISMATCH where Trino has none. */
export function varcharText(expression: TypedExpression): string {
  const { sql, type } = expression;
  switch (type.kind) {
    case 'varchar':
      return sql;
    case 'double':
      return `j_double_text(${sql})`;
    case 'real':
      return `j_real_text(CAST(${sql} AS DOUBLE))`;
    case 'decimal':
      // DuckDB prints .5 where there is no digit before the point.
      return type.precision === type.scale
        ? `regexp_replace(CAST(${sql} AS VARCHAR), '^(-?)[.]', '\\10.')`
        : `CAST(${sql} AS VARCHAR)`;
    case 'boolean':
    case 'date':
    case 'uuid':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `CAST(${sql} AS VARCHAR)`;
    case 'timestamp':
    case 'timestamp with time zone':
      return timestampText(expression);
    case 'time':
      return timeText(sql, type.precision);
    case 'json':
      return `t_json_to_text(${sql})`;
    case 'interval day to second':
      return `t_interval_text(${sql})`;
    case 'interval year to month':
      return `t_months_text(t_interval_months(${sql}))`;
    default:
      return refuseCast(type, VARCHAR);
  }
}

/** Java's BigDecimal has an exponent where the first digit stands far behind the point. */
export function javaDecimalText(expression: TypedExpression): string {
  const text = varcharText(expression);
  const mayBeSmall = expression.type.kind === 'decimal' && expression.type.scale > SMALL_SCALE;
  return mayBeSmall ? `j_big_decimal_text(${text})` : text;
}

/** DuckDB prints a fraction only where there is one. */
function timeText(sql: string, precision: number): string {
  const length = precision === 0 ? 8 : 9 + precision;
  return `substring(CASE WHEN length(CAST(${sql} AS VARCHAR)) = 8 THEN CAST(${sql} AS VARCHAR) || '.000000' ELSE rpad(CAST(${sql} AS VARCHAR), 15, '0') END, 1, ${length})`;
}
