// Maps with their entries in order of the keys: DuckDB takes two maps with the same entries in another order for two values.
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import type { TypedExpression } from './typed-expression.ts';

export function holdsMap(type: TrinoType): boolean {
  switch (type.kind) {
    case 'map':
      return true;
    case 'array':
      return holdsMap(type.element);
    case 'row':
      return type.fields.some((field) => holdsMap(field.type));
    default:
      return false;
  }
}

/** The same value, so that equal ones are one value for DISTINCT, GROUP BY and their like; others stay as they are. */
export function withSortedMaps<E extends Pick<TypedExpression, 'sql' | 'type'>>(expression: E): E {
  return holdsMap(expression.type) ? { ...expression, sql: sorted(expression.sql, expression.type, 1) } : expression;
}

/** @param depth of the lambdas around, for a name of its own */
function sorted(sql: string, type: TrinoType, depth: number): string {
  if (!holdsMap(type)) return sql;
  const name = `s${depth}`;
  if (type.kind === 'array') {
    return `list_transform(${sql}, lambda ${name}: ${sorted(name, type.element, depth + 1)})`;
  }
  if (type.kind === 'map') {
    const value = sorted(`${name}.value`, type.value, depth + 1);
    const entries = `list_transform(list_sort(map_entries(${sql})), lambda ${name}: {'k': ${name}.key, 'v': ${value}})`;
    return `map_from_entries(${entries})`;
  }
  const fields = type.kind === 'row' ? type.fields : [];
  const parts = fields.map((field, i) => {
    const key = quoteLiteral(structField(field, i));
    return `${key}: ${sorted(`struct_extract(${sql}, ${key})`, field.type, depth)}`;
  });
  return `(CASE WHEN ${sql} IS NOT NULL THEN {${parts.join(', ')}} END)`;
}
