// Prints the widening of an expression to another type. Never changes a value: that is what casts are for.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType, MICROSECOND_PRECISION, structField } from './duckdb-type.ts';
import { quoteLiteral } from './quoting.ts';
import type { TrinoType } from './trino-type.ts';
import { sameType } from './type-predicates.ts';

type RowType = Extract<TrinoType, { readonly kind: 'row' }>;

/** The expression with type `to`; `canCoerce` or `commonType` has said that it may. */
export function coerce(expression: TypedExpression, to: TrinoType): TypedExpression {
  if (expression.type.kind === 'function' || sameType(expression.type, to)) return expression;
  const rowParts =
    to.kind === 'row' ? expression.rowParts?.map((part, i) => coerce(part, to.fields[i].type)) : undefined;
  const zoned = to.kind === 'timestamp with time zone' ? zonedType(expression.type, to) : to;
  const keepsConstant = expression.constant === null || expression.type.kind === to.kind;
  return {
    ...expression,
    sql: coerceSql(expression.sql, expression.type, to),
    type: zoned,
    constant: keepsConstant ? expression.constant : widenedConstant(expression, to),
    rowParts,
  };
}

/** A zoned value keeps its own zone; one without takes the session's. */
function zonedType(from: TrinoType, to: Extract<TrinoType, { kind: 'timestamp with time zone' }>): TrinoType {
  return {
    ...to,
    zone: from.kind === 'timestamp with time zone' ? from.zone : from.kind === 'unknown' ? to.zone : 'UTC',
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
  if (to.kind === 'timestamp with time zone' && from.kind !== 'timestamp with time zone') {
    return to.precision > MICROSECOND_PRECISION
      ? `CAST(${sql} AS TIMESTAMP_NS)`
      : `timezone('UTC', CAST(${sql} AS TIMESTAMP))`;
  }
  if (duckdbType(from) === target) return sql;
  if (to.kind === 'timestamp with time zone') return `CAST(timezone('UTC', ${sql}) AS TIMESTAMP_NS)`;
  if (!needsRebuild(from, to)) return `CAST(${sql} AS ${target})`;
  return rebuild(sql, from, to, depth + 1);
}

/** Whether a struct inside changes its field names or a zone: DuckDB's CAST matches fields by name, Trino's by place. */
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
  return to.kind === 'timestamp with time zone';
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
