// One form for equal values, so that DuckDB's GROUP BY, DISTINCT and equality see them as equal: maps with sorted entries, instants without zones.
import { structField } from './duckdb-type.ts';
import { quoteLiteral } from './quoting.ts';
import type { TrinoType } from './trino-type.ts';

interface Typed {
  readonly sql: string;
  readonly type: TrinoType;
}

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

/** The same value with the entries of all maps in the order of their keys. */
export function canonicalMaps({ sql, type }: Typed, depth = 0): string {
  if (!holdsMap(type)) return sql;
  const name = `m${depth}`;
  const inner = (part: string, partType: TrinoType): string => canonicalMaps({ sql: part, type: partType }, depth + 1);
  switch (type.kind) {
    case 'map': {
      const entry = `{'k': ${inner(`${name}.key`, type.key)}, 'v': ${inner(`${name}.value`, type.value)}}`;
      const plain = !holdsMap(type.key) && !holdsMap(type.value);
      const entries = plain ? `map_entries(${sql})` : `list_transform(map_entries(${sql}), lambda ${name}: ${entry})`;
      return `map_from_entries(list_sort(${entries}))`;
    }
    case 'array':
      return `list_transform(${sql}, lambda ${name}: ${inner(name, type.element)})`;
    case 'row': {
      const fields = type.fields.map((field, i) => {
        const key = quoteLiteral(structField(field, i));
        return `${key}: ${inner(`struct_extract(${name}, ${key})`, field.type)}`;
      });
      return `list_transform([${sql}], lambda ${name}: CASE WHEN ${name} IS NOT NULL THEN {${fields.join(', ')}} END)[1]`;
    }
    default:
      return sql;
  }
}

/** What two equal values have in common; it stands for the value in comparisons only. */
export function comparisonKey(value: Typed): string {
  const { sql, type } = value;
  const carriesZone = type.kind === 'timestamp with time zone' && type.zone === null;
  return carriesZone ? `struct_extract(${sql}, 't')` : canonicalMaps(value);
}
