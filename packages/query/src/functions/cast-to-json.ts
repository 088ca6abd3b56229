// Casts to JSON: doubles as Java prints them, maps with sorted keys, rows as objects.

import { TracelakeError } from '@tracelake/schema';
import { jsonString } from '../duckdb/scalar/json-text.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { JSON_TYPE } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { refuseCast } from './cast.ts';
import { javaDecimalText, varcharText } from './cast-to-varchar.ts';
import { timestampText } from './zoned-time.ts';

type OfKind<K extends TrinoType['kind']> = Extract<TrinoType, { readonly kind: K }>;

export function castToJson(expression: TypedExpression, depth = 0): string {
  const { type, sql } = expression;
  switch (type.kind) {
    case 'double':
      return `CAST(j_json_double(${sql}) AS JSON)`;
    case 'real':
      return `(CASE WHEN isfinite(${sql}) THEN CAST(j_java_real_text(CAST(${sql} AS DOUBLE)) AS JSON) ELSE CAST(j_json_double(CAST(${sql} AS DOUBLE)) AS JSON) END)`;
    case 'decimal':
      return `CAST(${javaDecimalText(expression)} AS JSON)`;
    case 'timestamp':
      return `to_json(${timestampText(expression)})`;
    case 'date':
      return `to_json(CAST(${sql} AS VARCHAR))`;
    case 'array':
      return arrayText(sql, type, depth);
    case 'map':
      return mapText(sql, type, depth);
    case 'row':
      return rowText(expression, type, depth);
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `to_json(${sql})`;
    case 'varchar':
      return `CAST(j_json_string(${sql}) AS JSON)`;
    default:
      return refuseCast(type, JSON_TYPE);
  }
}

/** JSON text of a value; NULL stays NULL. */
export function jsonText(expression: TypedExpression, depth = 0): string {
  if (expression.type.kind === 'json') return `CAST(${expression.sql} AS VARCHAR)`;
  return `CAST(${castToJson(expression, depth)} AS VARCHAR)`;
}

function part(sql: string, type: TrinoType, depth: number): string {
  return `coalesce(${type.kind === 'unknown' ? 'NULL' : jsonText({ sql, type, mayBeNaN: false }, depth + 1)}, 'null')`;
}

function arrayText(sql: string, type: OfKind<'array'>, depth: number): string {
  const name = `e${depth}`;
  const elements = `array_to_string(list_transform(${sql}, lambda ${name}: ${part(name, type.element, depth)}), ',')`;
  return `(CASE WHEN ${sql} IS NOT NULL THEN CAST('[' || ${elements} || ']' AS JSON) END)`;
}

function mapText(sql: string, type: OfKind<'map'>, depth: number): string {
  const name = `e${depth}`;
  const key = keyText(`${name}.key`, type);
  const entry = `{'k': ${key}, 'v': ${part(`${name}.value`, type.value, depth)}}`;
  const sorted = `list_sort(list_transform(map_entries(${sql}), lambda ${name}: ${entry}))`;
  const members = `array_to_string(list_transform(${sorted}, lambda ${name}: j_json_string(${name}.k) || ':' || ${name}.v), ',')`;
  return `(CASE WHEN ${sql} IS NOT NULL THEN CAST('{' || ${members} || '}' AS JSON) END)`;
}

/** As Java prints it; of dates and the like JSON has no key. */
function keyText(sql: string, type: OfKind<'map'>): string {
  const { key } = type;
  switch (key.kind) {
    case 'double':
      return `j_java_double_text(${sql})`;
    case 'real':
      return `j_java_real_text(CAST(${sql} AS DOUBLE))`;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'decimal':
    case 'varchar':
      return varcharText({ sql, type: key, mayBeNaN: false });
    case 'unknown':
      return `CAST(${sql} AS VARCHAR)`;
    case 'varbinary':
    case 'array':
    case 'map':
    case 'row':
      return refuseCast(type, JSON_TYPE);
    default:
      throw new TracelakeError('INVALID_CAST_ARGUMENT', `Cannot cast ${typeText(type)} to JSON`);
  }
}

function rowText(expression: TypedExpression, type: OfKind<'row'>, depth: number): string {
  const { sql, rowParts } = expression;
  const members = type.fields.map((field, i) => {
    const value = rowParts?.[i]?.sql ?? `struct_extract(${sql}, ${quoteLiteral(structField(field, i))})`;
    return `${quoteLiteral(`${jsonString(field.name ?? '')}:`)} || ${part(value, field.type, depth)}`;
  });
  return `(CASE WHEN ${sql} IS NOT NULL THEN CAST('{' || ${members.join(" || ',' || ")} || '}' AS JSON) END)`;
}
