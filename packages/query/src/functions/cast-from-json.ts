// Casts from JSON: JSON null is NULL, numbers round, containers go element by element.
import { raise, raiseText } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType, structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { RowField, TrinoType } from '../types/trino-type.ts';
import { JSON_TYPE, VARCHAR } from '../types/type-constructors.ts';
import { type CastMode, castIn, duckdbCast, refuseCast } from './cast.ts';

type OfKind<K extends TrinoType['kind']> = Extract<TrinoType, { readonly kind: K }>;

export function castFromJson({ sql, type }: TypedExpression, to: TrinoType, mode: CastMode): string {
  switch (to.kind) {
    case 'boolean':
      return duckdbCast(booleanText(sql), to, mode);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return duckdbCast(integerText(sql), to, mode);
    case 'real':
    case 'double':
      return duckdbCast(numberText(sql, text(sql)), to, mode);
    case 'decimal':
      // DuckDB's cast reads exponents wrong.
      return duckdbCast(`j_plain_digits(${numberText(sql, text(sql))})`, to, mode);
    case 'array':
      return arrayOf(sql, to, mode);
    case 'map':
      return mapOf(sql, to, mode);
    case 'row':
      return rowOf(sql, to, mode);
    default:
      return refuseCast(type, to);
  }
}

function text(sql: string): string {
  return `json_extract_string(${sql}, '$')`;
}

const NO_BOOLEAN = raiseText('INVALID_CAST_ARGUMENT', "'Cannot cast JSON to boolean'");
const NO_NAMES = raise('INVALID_CAST_ARGUMENT', "'Cannot cast a JSON object to a row without field names'");
const NO_ROW = raise('INVALID_CAST_ARGUMENT', "'Cannot cast JSON to row: a JSON array or object is wanted'");

function booleanText(sql: string): string {
  return `CASE coalesce(json_type(${sql}), 'NULL') WHEN 'NULL' THEN NULL WHEN 'BOOLEAN' THEN ${text(sql)} WHEN 'VARCHAR' THEN t_boolean_text(${text(sql)})
    WHEN 'ARRAY' THEN ${NO_BOOLEAN} WHEN 'OBJECT' THEN ${NO_BOOLEAN}
    ELSE CASE WHEN regexp_full_match(${text(sql)}, '-?[0-9]+') AND TRY_CAST(${text(sql)} AS BIGINT) IS NULL THEN ${NO_BOOLEAN}
    WHEN TRY_CAST(${text(sql)} AS DOUBLE) = 0 THEN 'false' ELSE 'true' END END`;
}

function integerText(sql: string): string {
  const rounded = `CAST(round(CAST(${text(sql)} AS DOUBLE)) AS VARCHAR)`;
  return `CASE json_type(${sql}) WHEN 'NULL' THEN NULL WHEN 'DOUBLE' THEN ${rounded}
    WHEN 'BOOLEAN' THEN CASE WHEN ${text(sql)} = 'true' THEN '1' ELSE '0' END ELSE regexp_replace(${text(sql)}, '\\.0+$', '') END`;
}

function numberText(sql: string, number: string): string {
  return `CASE json_type(${sql}) WHEN 'NULL' THEN NULL WHEN 'BOOLEAN' THEN CASE WHEN ${number} = 'true' THEN '1' ELSE '0' END ELSE ${number} END`;
}

function unlessNull(sql: string, cast: string): string {
  return `CASE WHEN json_type(${sql}) = 'NULL' THEN NULL ELSE ${cast} END`;
}

function part(sql: string, to: TrinoType, mode: CastMode): string {
  return castIn({ sql, type: JSON_TYPE, mayBeNaN: false }, to, { ...mode, depth: mode.depth + 1 }).sql;
}

/** DuckDB makes NULL of a null inside, and prints numbers in its own way; as JSON each stays what it is. */
function jsonElement(sql: string, to: TrinoType): string {
  return to.kind === 'json' ? `coalesce(t_json_in_order(CAST(${sql} AS VARCHAR)), CAST('null' AS JSON))` : sql;
}

function arrayOf(sql: string, to: OfKind<'array'>, mode: CastMode): string {
  const name = `j${mode.depth}`;
  return `list_transform(${unlessNull(sql, `CAST(${sql} AS JSON[])`)}, lambda ${name}: ${part(jsonElement(name, to.element), to.element, mode)})`;
}

function mapOf(sql: string, to: OfKind<'map'>, mode: CastMode): string {
  const name = `j${mode.depth}`;
  const keyText = { sql: `${name}.key`, type: VARCHAR, mayBeNaN: false };
  const key = castIn(keyText, to.key, { ...mode, depth: mode.depth + 1 }).sql;
  const entries = `map_entries(${unlessNull(sql, `CAST(${sql} AS MAP(VARCHAR, JSON))`)})`;
  return `t_map_of_cast(list_transform(${entries}, lambda ${name}: {'k': ${key}, 'v': ${part(jsonElement(`${name}.value`, to.value), to.value, mode)}}))`;
}

/** From an array by place, from an object by name. */
function rowOf(sql: string, to: OfKind<'row'>, mode: CastMode): string {
  const struct = (jsonOf: (field: RowField, index: number) => string): string => {
    const fields = to.fields.map(
      (field, i) => `${quoteLiteral(structField(field, i))}: ${part(jsonOf(field, i), field.type, mode)}`,
    );
    return `{${fields.join(', ')}}`;
  };
  const byPlace = struct((_, i) => `json_extract(${sql}, '$[${i}]')`);
  const named = to.fields.every(({ name }) => name !== undefined);
  const byName = named
    ? struct(({ name }) => `CAST(j_json_field(CAST(${sql} AS VARCHAR), ${quoteLiteral(name!)}) AS JSON)`)
    : `[${byPlace}][${NO_NAMES}]`;
  const cast = `CASE coalesce(json_type(${sql}), 'NULL') WHEN 'ARRAY' THEN CASE WHEN json_array_length(${sql}) = ${to.fields.length} THEN ${byPlace} ELSE [${byPlace}][${NO_ROW}] END WHEN 'OBJECT' THEN ${byName} WHEN 'NULL' THEN NULL
    ELSE [${byPlace}][${NO_ROW}] END`;
  // Of a constant that is NULL DuckDB would forget the type.
  return `CAST(${cast} AS ${duckdbType(to)})`;
}
