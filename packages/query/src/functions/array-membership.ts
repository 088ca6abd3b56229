// contains, array_position and array_remove of rows, arrays and maps: a NULL inside leaves open whether an element is the one that is sought.
// Trino fails there; DuckDB takes NULLs inside for equal.
import { raise } from '../duckdb/raise.ts';
import type { TrinoType } from '../types/trino-type.ts';
import type { FunctionCall } from './function-definition.ts';

/** What an element is: 0 another, 1 the one that is sought, these two, or nothing at all. */
const UNDECIDED = 2;
const MISSING = 3;

export function isContainer(type: TrinoType): boolean {
  return type.kind === 'row' || type.kind === 'array' || type.kind === 'map';
}

export function containsContainer(call: FunctionCall): string {
  return judged(call, ({ matches }) => {
    const failure = raise('NOT_SUPPORTED', messageOf(call), 'BOOLEAN');
    return `WHEN ${undecidedFirst(matches)} THEN ${failure} WHEN list_contains(${matches}, 1) THEN true
      WHEN NOT list_contains(${matches}, ${MISSING}) THEN false`;
  });
}

export function containerPosition(call: FunctionCall): string {
  return judged(call, ({ matches }) => {
    const failure = raise('NOT_SUPPORTED', messageOf(call));
    return `WHEN ${undecidedFirst(matches)} THEN ${failure} ELSE CAST(coalesce(list_position(${matches}, 1), 0) AS BIGINT)`;
  });
}

export function withoutContainer(call: FunctionCall): string {
  return judged(call, ({ list, matches }) => {
    const failure = `[list_extract(${list}, ${raise('NOT_SUPPORTED', messageOf(call))})]`;
    const others = `list_filter(${list}, lambda e, i: list_extract(${matches}, i) <> 1)`;
    return `WHEN list_contains(${matches}, ${UNDECIDED}) THEN ${failure} ELSE ${others}`;
  });
}

/** @param branches of a CASE; NULL where the array or what is sought is NULL */
function judged(call: FunctionCall, branches: (names: { list: string; matches: string }) => string): string {
  const [list, sought] = call.arguments;
  const [given, element, matches] = Array.from({ length: 3 }, () => call.context.freshName());
  const [a, x] = [`${given}.a`, `${given}.x`];
  const type = list.type.kind === 'array' ? list.type.element : list.type;
  const equal = call.context.equals(
    { sql: element, type, mayBeNaN: list.mayBeNaN },
    { sql: x, type, mayBeNaN: sought.mayBeNaN },
  );
  const match = `CASE WHEN ${element} IS NULL THEN ${MISSING} ELSE coalesce(CAST(${equal.sql} AS INTEGER), ${UNDECIDED}) END`;
  const found = `CASE WHEN ${a} IS NULL OR ${x} IS NULL THEN NULL ${branches({ list: a, matches })} END`;
  return `list_transform([{'a': ${list.sql}, 'x': ${sought.sql}}], lambda ${given}:
    list_transform([list_transform(${a}, lambda ${element}: ${match})], lambda ${matches}: ${found})[1])[1]`;
}

function undecidedFirst(matches: string): string {
  return `list_position(${matches}, ${UNDECIDED}) < coalesce(list_position(${matches}, 1), len(${matches}) + 1)`;
}

function messageOf({ name }: FunctionCall): string {
  return `'${name} does not support arrays with elements that are null or contain null'`;
}
