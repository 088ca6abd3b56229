// DuckDB's aggregates that keep a value inside of a row lose the sign of a negative zero: there it is refused.
import { raise } from '../duckdb/raise.ts';
import { duckdbType, structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { holdsFloating, isFloating } from '../types/type-predicates.ts';

const REFUSED = "'The sign of a negative zero is not kept here locally: add 0e0 to the value'";

/** The value, which fails where it is a negative zero or holds one. */
export function withoutNegativeZero({ sql, type }: { readonly sql: string; readonly type: TrinoType }): string {
  if (!holdsFloating(type)) return sql;
  const failure = `list_extract([s0], ${raise('NOT_SUPPORTED', REFUSED)})`;
  return `list_transform([${sql}], lambda s0: CASE WHEN ${negativeZero('s0', type, 0)} THEN ${failure} ELSE s0 END)[1]`;
}

function negativeZero(sql: string, type: TrinoType, depth: number): string {
  if (isFloating(type)) return `(${sql} = CAST(0 AS ${duckdbType(type)}) AND signbit(${sql}))`;
  if (type.kind === 'row') {
    const fields = type.fields.flatMap((field, i) =>
      holdsFloating(field.type)
        ? [negativeZero(`struct_extract(${sql}, ${quoteLiteral(structField(field, i))})`, field.type, depth)]
        : [],
    );
    return `(${fields.join(' OR ')})`;
  }
  const name = `s${depth + 1}`;
  const any = (list: string, element: TrinoType): string =>
    `list_bool_or(list_transform(${list}, lambda ${name}: ${negativeZero(name, element, depth + 1)}))`;
  if (type.kind === 'array') return any(sql, type.element);
  if (type.kind !== 'map') return 'false';
  const [keys, values] = [
    holdsFloating(type.key) ? any(`map_keys(${sql})`, type.key) : 'false',
    holdsFloating(type.value) ? any(`map_values(${sql})`, type.value) : 'false',
  ];
  return `(${keys} OR ${values})`;
}
