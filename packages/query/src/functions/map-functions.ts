// Maps: made from arrays and entries, taken apart, joined.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { anonymousRow, array, map, UNKNOWN } from '../types/type-constructors.ts';
import { elementType } from './array-functions.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

type MapType = Extract<TrinoType, { readonly kind: 'map' }>;
type RowType = Extract<TrinoType, { readonly kind: 'row' }>;

/** The row type of an array of pairs. Throws TYPE_MISMATCH. */
function pairType({ name, arguments: [entries] }: FunctionCall): RowType {
  const element = elementType(entries);
  if (element.kind === 'row' && element.fields.length === 2) return element;
  if (entries.constant === null && element.kind === 'unknown') return anonymousRow([UNKNOWN, UNKNOWN]) as RowType;
  // Trino gets as far as to the entry itself.
  if (element.kind === 'unknown') throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', 'map entry cannot be null');
  throw new TracelakeError('FUNCTION_NOT_FOUND', `${name} wants array(row(key, value))`);
}

const NULL_ENTRY = raise('INVALID_FUNCTION_ARGUMENT', "'map entry cannot be null'");
const NULL_KEY = raise('INVALID_FUNCTION_ARGUMENT', "'map key cannot be null'");

/** `[{'k': …, 'v': …}]` */
function pairs(call: FunctionCall): string {
  const [key, value] = pairType(call).fields.map((field, i) => `e.${quoteIdentifier(structField(field, i))}`);
  const checked = `CASE WHEN e IS NULL THEN list_extract([${key}], ${NULL_ENTRY}) WHEN ${key} IS NULL THEN list_extract([${key}], ${NULL_KEY}) ELSE ${key} END`;
  return `list_transform(${call.arguments[0].sql}, lambda e: {'k': ${checked}, 'v': ${value}})`;
}

const ofEntries =
  (name: string) =>
  (call: FunctionCall): string =>
    call.arguments[0].constant === null ? 'NULL' : `${name}(${pairs(call)})`;

function entriesType({ arguments: [x] }: FunctionCall): TrinoType {
  const { key, value } = x.type as MapType;
  return array(anonymousRow([key, value]));
}

export const MAP_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar(
    'map',
    overload('()', 'MAP {}', { result: () => map(UNKNOWN, UNKNOWN) }),
    overload('(array(K),array(V))->map(K,V)', 'map($1, $2)'),
  ),
  scalar('map_keys', overload('(map(K,V))->array(K)', 'map_keys($1)')),
  scalar('map_values', overload('(map(K,V))->array(V)', 'map_values($1)')),
  scalar(
    'map_entries',
    overload('(map(K,V))', "list_transform(map_entries($1), lambda e: {'f0': e.key, 'f1': e.value})", {
      result: entriesType,
    }),
  ),
  scalar(
    'map_from_entries',
    overload('(array(E))', ofEntries('map_from_entries'), {
      result: (call) => map(pairType(call).fields[0].type, pairType(call).fields[1].type),
    }),
  ),
  scalar(
    'multimap_from_entries',
    overload('(array(E))', ofEntries('t_multimap'), {
      result: (call) => map(pairType(call).fields[0].type, array(pairType(call).fields[1].type)),
    }),
  ),
  scalar(
    'map_concat',
    overload(
      '(map(K,V),map(K,V)...)->map(K,V)',
      (call) => `map_concat(${call.arguments.map(({ sql }) => sql).join(', ')})`,
      {
        nullIfAnyNull: true,
      },
    ),
  ),
];
