// Prints the widening of an expression to another type. Never changes a value: that is what casts are for.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { decimalAsFloating, isOwnFloatingCast } from './decimal-as-floating.ts';
import { duckdbType, MICROSECOND_PRECISION, structField } from './duckdb-type.ts';
import { quoteLiteral } from './quoting.ts';
import type { TrinoType } from './trino-type.ts';
import { isFloating, sameType } from './type-predicates.ts';
import { holdsRunTimeZone, holdsZone, keepingZones } from './zones.ts';

type RowType = Extract<TrinoType, { readonly kind: 'row' }>;
type ZonedType = Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>;

/** The expression with type `to`; `canCoerce` or `commonType` has said that it may. */
export function coerce(expression: TypedExpression, to: TrinoType): TypedExpression {
  if (expression.type.kind === 'function') return expression;
  const zoned = holdsZone(to) ? keepingZones(expression.type, to) : to;
  if (sameType(expression.type, to) && !(holdsRunTimeZone(to) && duckdbType(expression.type) !== duckdbType(zoned)))
    return expression;
  const rowParts =
    to.kind === 'row' ? expression.rowParts?.map((part, i) => coerce(part, to.fields[i].type)) : undefined;
  const keepsConstant = expression.constant === null || expression.type.kind === to.kind;
  return {
    ...expression,
    sql: coerceSql(expression.sql, expression.type, zoned),
    type: zoned,
    constant: keepsConstant ? expression.constant : widenedConstant(expression, to),
    rowParts,
  };
}

function widenedConstant(expression: TypedExpression, to: TrinoType): TypedExpression['constant'] {
  if (typeof expression.constant === 'string' && expression.type.kind === 'decimal' && to.kind === 'double') {
    return Number(expression.constant);
  }
  if (typeof expression.constant !== 'bigint') return undefined;
  if (to.kind === 'real' || to.kind === 'double') return Number(expression.constant);
  return to.kind === 'decimal' ? String(expression.constant) : expression.constant;
}

/** `depth` keeps the names of nested lambdas apart. */
function coerceSql(sql: string, from: TrinoType, to: TrinoType, depth = 0): string {
  const target = duckdbType(to);
  if (from.kind === 'unknown') return `CAST(${sql} AS ${target})`;
  if (duckdbType(from) === target && from.kind === to.kind) return sql;
  if (to.kind === 'timestamp with time zone') return coerceToZoned(sql, from, to);
  if (from.kind === 'decimal' && isFloating(to)) return decimalAsFloating(sql, from, to);
  // From CAST([NULL] AS VARCHAR[]) DuckDB 1.5.5 makes a list that its list_zip takes for broken.
  const isOfNulls = from.kind === 'array' && from.element.kind === 'unknown' && sql !== '[]';
  if (!isOfNulls && !needsRebuild(from, to)) return `CAST(${sql} AS ${target})`;
  return rebuild(sql, from, to, depth + 1);
}

function coerceToZoned(sql: string, from: TrinoType, to: ZonedType): string {
  if (from.kind !== 'timestamp with time zone') {
    const instant =
      to.precision > MICROSECOND_PRECISION
        ? `CAST(${sql} AS TIMESTAMP_NS)`
        : `timezone('UTC', CAST(${sql} AS TIMESTAMP))`;
    return to.zone === null ? `t_with_zone(${instant}, 'UTC')` : instant;
  }
  const own = from.zone === null ? `struct_extract(${sql}, 't')` : sql;
  const widens = to.precision > MICROSECOND_PRECISION && from.precision <= MICROSECOND_PRECISION;
  const instant = widens ? `CAST(timezone('UTC', ${own}) AS TIMESTAMP_NS)` : own;
  if (to.zone !== null) return instant;
  return `t_with_zone(${instant}, ${from.zone === null ? `struct_extract(${sql}, 'z')` : quoteLiteral(from.zone)})`;
}

/** Whether a struct inside changes its field names, or a value the way it is widened: DuckDB's CAST matches fields by name, Trino's by place. */
function needsRebuild(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'array' && to.kind === 'array') return needsRebuild(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') {
    return needsRebuild(from.key, to.key) || needsRebuild(from.value, to.value);
  }
  if (from.kind === 'row' && to.kind === 'row') {
    return from.fields.some(
      (field, i) =>
        structField(field, i) !== structField(to.fields[i], i) || needsRebuild(field.type, to.fields[i].type),
    );
  }
  return to.kind === 'timestamp with time zone' || isOwnFloatingCast(from, to);
}

function rebuild(sql: string, from: TrinoType, to: TrinoType, depth: number): string {
  const name = `e${depth}`;
  if (from.kind === 'array' && to.kind === 'array') {
    return `list_transform(${sql}, lambda ${name}: ${coerceSql(name, from.element, to.element, depth)})`;
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const key = coerceSql(`${name}.key`, from.key, to.key, depth);
    const value = coerceSql(`${name}.value`, from.value, to.value, depth);
    return `map_from_entries(list_transform(map_entries(${sql}), lambda ${name}: {'k': ${key}, 'v': ${value}}))`;
  }
  return rebuildRow(sql, from as RowType, to as RowType, depth);
}

function rebuildRow(sql: string, from: RowType, to: RowType, depth: number): string {
  const fields = to.fields.map((field, i) => {
    const source = `struct_extract(${sql}, ${quoteLiteral(structField(from.fields[i], i))})`;
    return `${quoteLiteral(structField(field, i))}: ${coerceSql(source, from.fields[i].type, field.type, depth)}`;
  });
  return `(CASE WHEN ${sql} IS NOT NULL THEN {${fields.join(', ')}} END)`;
}
