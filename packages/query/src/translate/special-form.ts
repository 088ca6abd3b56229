// Functions that the grammar writes in its own way: CAST, EXTRACT, SUBSTRING … FROM, POSITION … IN, TRIM, CURRENT_TIMESTAMP.
import { castExpression } from '../functions/cast.ts';
import { identifierOf } from '../parser/identifier.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type {
  CastContext,
  CurrentDateContext,
  CurrentTimestampContext,
  ExtractContext,
  LocalTimeContext,
  LocalTimestampContext,
  NormalizeContext,
  PositionContext,
  SubstringContext,
  Token,
  TrimContext,
} from '../parser/trino-grammar.ts';
import { duckdbType, MICROSECOND_PRECISION } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { DATE, time, timestamp, timestampWithTimeZone } from '../types/type-constructors.ts';
import { isInteger } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { callScalar } from './scalar-call.ts';
import type { Scope } from './scope.ts';
import { textConstant } from './string-literal.ts';
import { dateLiteral, timestampLiteral } from './temporal-literal.ts';
import { typeOfNode } from './type-node.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function cast(node: CastContext, scope: Scope, walk: Walk): TypedExpression {
  const type = typeOfNode(node.type());
  const safe = node.KW_TRY_CAST() !== null;
  const given = walk.expression(node.expression(), scope);
  const operand = safe ? given : parsedInCast(given, type);
  const result = locateErrors(node, () => castExpression(operand, type, safe));
  const constant = result.constant === undefined ? castConstant(operand, result.type) : result.constant;
  return { ...result, constant, name: undefined };
}

/**
 * Trino makes one function of `CAST(json_parse(x) AS array(…))`: what is no JSON then fails as a cast, and so does an object with two
 * equal keys as a row.
 */
function parsedInCast(operand: TypedExpression, type: TrinoType): TypedExpression {
  const { kind } = type;
  const joined = operand.type.kind === 'json' && (kind === 'array' || kind === 'map' || kind === 'row');
  // What is written is parsed before the cast, and has lost all but the last of equal keys.
  const isWritten = /^t_json_parse\('(?:[^']|'')*'\)$/.test(operand.sql);
  const macro = isOfRows(type) && !isWritten ? 't_json_parse_in_row_cast(' : 't_json_parse_in_cast(';
  return joined ? { ...operand, sql: operand.sql.replace(/^t_json_parse\(/, macro) } : operand;
}

/** Rows, and no map: of equal keys that takes the last. */
function isOfRows(type: TrinoType): boolean {
  if (type.kind === 'array') return isOfRows(type.element);
  return type.kind === 'row' && type.fields.every((field) => !holdsMap(field.type));
}

function holdsMap(type: TrinoType): boolean {
  if (type.kind === 'array') return holdsMap(type.element);
  return type.kind === 'map' || (type.kind === 'row' && type.fields.some((field) => holdsMap(field.type)));
}

/** A literal that is cast to a number or a point in time stays known, so that it can bound a scan. */
function castConstant({ constant, type: from }: TypedExpression, to: TrinoType): TypedExpression['constant'] {
  if (typeof constant === 'bigint' && isInteger(from)) {
    if (to.kind === 'bigint') return constant;
    return to.kind === 'double' ? Number(constant) : undefined;
  }
  if (typeof constant !== 'string' || from.kind !== 'varchar') return undefined;
  try {
    if (to.kind === 'date') return dateLiteral(constant).constant;
    if (to.kind !== 'timestamp') return undefined;
    const literal = timestampLiteral(constant);
    const exact = literal.type.kind === 'timestamp' && literal.type.precision <= to.precision;
    return exact ? literal.constant : undefined;
  } catch {
    return undefined;
  }
}

/** Names that EXTRACT has and functions have not. */
const EXTRACT_FIELDS: Readonly<Record<string, string>> = {
  dow: 'day_of_week',
  doy: 'day_of_year',
  yow: 'year_of_week',
};

export function extract(node: ExtractContext, scope: Scope, walk: Walk): TypedExpression {
  const field = identifierOf(node.identifier()).text.toLowerCase();
  const name = EXTRACT_FIELDS[field] ?? field;
  const known =
    /^(year|quarter|month|week|day|day_of_month|day_of_week|day_of_year|year_of_week|hour|minute|second|timezone_hour|timezone_minute)$/;
  if (!known.test(name)) throw sourceError(node, 'SYNTAX_ERROR', `Invalid EXTRACT field: ${field}`);
  const value = walk.expression(node.valueExpression(), scope);
  if (!hasField(value.type, name)) {
    const message = `Cannot extract ${field.toUpperCase()} from ${typeText(value.type)}`;
    throw sourceError(node.valueExpression(), 'TYPE_MISMATCH', message);
  }
  return callScalar(name, [value], node, walk);
}

function hasField({ kind }: TrinoType, name: string): boolean {
  switch (kind) {
    case 'date':
      return !/^(hour|minute|second|timezone_.*)$/.test(name);
    case 'time':
      return /^(hour|minute|second)$/.test(name);
    case 'timestamp':
      return !name.startsWith('timezone');
    case 'interval day to second':
      return /^(day|day_of_month|hour|minute|second)$/.test(name);
    case 'interval year to month':
      return /^(year|month)$/.test(name);
    default:
      return kind === 'timestamp with time zone';
  }
}

export function substring(node: SubstringContext, scope: Scope, walk: Walk): TypedExpression {
  const operands = node.valueExpression().map((operand) => walk.expression(operand, scope));
  return callScalar('substring', operands, node, walk);
}

export function position(node: PositionContext, scope: Scope, walk: Walk): TypedExpression {
  const [needle, text] = node.valueExpression().map((operand) => walk.expression(operand, scope));
  return callScalar('strpos', [text, needle], node, walk);
}

export function trim(node: TrimContext, scope: Scope, walk: Walk): TypedExpression {
  const sides = node.trimsSpecification();
  const name = sides?.KW_LEADING() ? 'ltrim' : sides?.KW_TRAILING() ? 'rtrim' : 'trim';
  const operands = node.valueExpression();
  const text = walk.expression(node._trimSource ?? operands[operands.length - 1], scope);
  const characters = node._trimChar === undefined ? [] : [walk.expression(node._trimChar, scope)];
  return callScalar(name, [text, ...characters], node, walk);
}

export function normalize(node: NormalizeContext, scope: Scope, walk: Walk): TypedExpression {
  const form = node.normalForm();
  const text = walk.expression(node.valueExpression(), scope);
  const given = form === null ? [text] : [text, textConstant(form.getText().toUpperCase())];
  return callScalar('normalize', given, node, walk);
}

const DEFAULT_PRECISION = 3;
const MAX_PRECISION = 12;

export function currentDate(_node: CurrentDateContext): TypedExpression {
  return { sql: "CAST(timezone('UTC', now()) AS DATE)", type: DATE, mayBeNaN: false };
}

export function currentTimestamp(node: CurrentTimestampContext): TypedExpression {
  const precision = precisionOf(node, node._precision);
  const type = timestampWithTimeZone(precision);
  return { sql: coerceNow(`timezone('UTC', ${clockNow(precision)})`, type), type, mayBeNaN: false };
}

export function localTimestamp(node: LocalTimestampContext): TypedExpression {
  const precision = precisionOf(node, node._precision);
  const type = timestamp(precision);
  return { sql: coerceNow(clockNow(precision), type), type, mayBeNaN: false };
}

export function localTime(node: LocalTimeContext): TypedExpression {
  const precision = precisionOf(node, node._precision);
  const type = time(precision);
  duckdbType(type);
  return { sql: `CAST(${clockNow(precision)} AS TIME)`, type, mayBeNaN: false };
}

/** The wall clock in UTC, cut to its digits. DuckDB's now() has microseconds. */
function clockNow(precision: number): string {
  const unit = 10 ** Math.max(0, MICROSECOND_PRECISION - precision);
  return `make_timestamp(t_floor_to(epoch_us(now()), ${unit}))`;
}

function coerceNow(sql: string, type: TrinoType & { readonly precision: number }): string {
  if (type.precision <= MICROSECOND_PRECISION) return sql;
  return type.kind === 'timestamp'
    ? `CAST(${sql} AS ${duckdbType(type)})`
    : `CAST(timezone('UTC', ${sql}) AS ${duckdbType(type)})`;
}

function precisionOf(
  node: CurrentTimestampContext | LocalTimestampContext | LocalTimeContext,
  written: Token | null | undefined,
): number {
  const precision = written ? Number(written.text) : DEFAULT_PRECISION;
  if (precision > MAX_PRECISION) {
    throw sourceError(
      node,
      'INVALID_FUNCTION_ARGUMENT',
      `Precision must be in range [0, ${MAX_PRECISION}]: ${precision}`,
    );
  }
  return precision;
}
