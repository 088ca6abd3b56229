// What a value is sorted by: itself, unless NaN, or a NULL inside of it, has another place in DuckDB than in Trino.
import { raise } from '../duckdb/raise.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { holdsFloating, isFloating } from '../types/type-predicates.ts';
import type { TypedExpression } from './typed-expression.ts';

type Ordered = Pick<TypedExpression, 'type' | 'mayBeNaN'>;

/** `undefined` where the value itself will do. */
export function orderKey({ type, mayBeNaN }: Ordered, nullsFirst: boolean): ((sql: string) => string) | undefined {
  // NaN stands behind all numbers in both, but where NULLs come first Trino takes it for less than all.
  const isMoved = nullsFirst && mayBeNaN && holdsFloating(type);
  if (type.kind === 'array' || type.kind === 'row') {
    return (sql) => (isMoved ? nanFirst(withoutNulls(sql, type), type) : withoutNulls(sql, type));
  }
  return isMoved ? (sql) => nanFirst(sql, type) : undefined;
}

/** A column that is sorted by itself comes out of DuckDB without the sign of its zeros. */
export function besideZero({ type }: Ordered): ((sql: string) => string) | undefined {
  return isFloating(type) ? (sql) => `(${sql} + 0)` : undefined;
}

/** Stands for the value where NaN, inside too, is less than all numbers, as where Trino seeks the greatest. Nothing inside is NULL. */
export function nanFirst(sql: string, type: TrinoType, depth = 0): string {
  if (!holdsFloating(type)) return sql;
  if (isFloating(type)) return `(CASE WHEN ${sql} IS NOT NULL THEN {'n': NOT isnan(${sql}), 'x': ${sql}} END)`;
  const name = `n${depth}`;
  if (type.kind === 'array')
    return `list_transform(${sql}, lambda ${name}: ${nanFirst(name, type.element, depth + 1)})`;
  if (type.kind !== 'row') return sql;
  const fields = type.fields.map((field, i) => {
    const key = quoteLiteral(structField(field, i));
    return `${key}: ${nanFirst(`struct_extract(${name}, ${key})`, field.type, depth + 1)}`;
  });
  return `list_transform([${sql}], lambda ${name}: CASE WHEN ${name} IS NOT NULL THEN {${fields.join(', ')}} END)[1]`;
}

/** What the greatest is sought by. */
export function greatnessKey(sql: string, { type, mayBeNaN }: Ordered): string {
  const value = withoutNulls(sql, type);
  return mayBeNaN ? nanFirst(value, type) : value;
}

/** The greatest of a list in which NaN may be inside of rows or arrays. */
export function greatestOf(list: string, element: TrinoType): string {
  const keyed = `list_transform(${list}, lambda g: {'k': ${nanFirst('g', element)}, 'v': g})`;
  return `struct_extract(list_max(${keyed}), 'v')`;
}

/** Fails where Trino cannot order the value: DuckDB has a place for a NULL inside. */
export function withoutNulls(sql: string, type: TrinoType): string {
  const isMissing = nullInside('o', type, 0);
  if (isMissing === undefined) return sql;
  const message =
    type.kind === 'row'
      ? "'ROW comparison not supported for fields with null elements'"
      : "'ARRAY comparison not supported for arrays with null elements'";
  const failure = `list_extract([o], ${raise('NOT_SUPPORTED', message)})`;
  return `list_transform([${sql}], lambda o: CASE WHEN ${isMissing} THEN ${failure} ELSE o END)[1]`;
}

/** The same for each element of an array. */
export function elementsWithoutNulls(list: string, element: TrinoType): string {
  const key = withoutNulls('v', element);
  return key === 'v' ? list : `list_transform(${list}, lambda v: ${key})`;
}

function nullInside(sql: string, type: TrinoType, depth: number): string | undefined {
  if (type.kind === 'array') {
    const name = `o${depth + 1}`;
    const inner = nullInside(name, type.element, depth + 1);
    const own = `list_count(${sql}) < len(${sql})`;
    return inner === undefined ? own : `${own} OR list_bool_or(list_transform(${sql}, lambda ${name}: ${inner}))`;
  }
  if (type.kind !== 'row') return undefined;
  const fields = type.fields.flatMap((field, i) => {
    const part = `struct_extract(${sql}, ${quoteLiteral(structField(field, i))})`;
    const inner = nullInside(part, field.type, depth + 1);
    return [`${part} IS NULL`, ...(inner === undefined ? [] : [inner])];
  });
  return `${sql} IS NOT NULL AND (${fields.join(' OR ')})`;
}
