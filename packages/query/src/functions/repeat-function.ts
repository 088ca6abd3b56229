// repeat(element, count): at most 10,000 elements and a million bytes, as Trino lays them out.
import { raise } from '../duckdb/raise.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

const MAX_COUNT = 10_000;
const MAX_BYTES = 1_000_000;

/** What Trino keeps of a value beside its own bytes: whether it is NULL, and where the next one begins. */
const NULL_BYTE = 1;
const OFFSET_BYTES = 4;
/** Of an entry of a map, in its hash table. */
const HASH_BYTES = 8;

const WRONG_COUNT = raise(
  'INVALID_FUNCTION_ARGUMENT',
  `'count argument of repeat function must be between 0 and ${MAX_COUNT}'`,
);
const TOO_LONG = raise(
  'INVALID_FUNCTION_ARGUMENT',
  `'result of repeat function must not take more than ${MAX_BYTES} bytes'`,
);

export const REPEAT: FunctionDefinition = scalar(
  'repeat',
  overload('(E,bigint)->array(E)', repeat, { takesNull: true }),
);

function repeat({ arguments: [element, { sql: count }] }: FunctionCall): string {
  const bytes = bytesOf(element.sql, element.type);
  const limit = `${MAX_BYTES} // ${count} + 1`;
  const tooLong =
    typeof bytes === 'number' && bytes <= MAX_BYTES / MAX_COUNT
      ? ''
      : ` WHEN ${element.sql} IS NOT NULL AND ${count} > 0 AND ${bytes} > ${limit} THEN ${TOO_LONG}`;
  const checked = `CASE WHEN ${count} IS NULL THEN 0 WHEN ${count} NOT BETWEEN 0 AND ${MAX_COUNT} THEN ${WRONG_COUNT}${tooLong} ELSE ${count} END`;
  return `CASE WHEN ${count} IS NOT NULL THEN list_transform(range(${checked}), lambda n: ${element.sql}) END`;
}

/** Bytes of a value in a block of Trino's: a number where all values have the same, else DuckDB text. */
function bytesOf(sql: string, type: TrinoType, depth = 0): number | string {
  const start = NULL_BYTE + OFFSET_BYTES;
  const name = `b${depth}`;
  switch (type.kind) {
    case 'varchar':
    case 'char':
    case 'json':
      return `(${start} + coalesce(strlen(${sql}), 0))`;
    case 'varbinary':
      return `(${start} + coalesce(octet_length(${sql}), 0))`;
    case 'array':
      return `(${start} + ${total(sql, name, [bytesOf(name, type.element, depth + 1)])})`;
    case 'map': {
      const parts = [bytesOf(`${name}.key`, type.key, depth + 1), bytesOf(`${name}.value`, type.value, depth + 1)];
      return `(${start} + ${total(`map_entries(${sql})`, name, [...parts, HASH_BYTES])})`;
    }
    case 'row': {
      const fields = type.fields.map((field, i) =>
        bytesOf(`struct_extract(${name}, ${quoteLiteral(structField(field, i))})`, field.type, depth + 1),
      );
      const all = sum([start, ...fields]);
      return typeof all === 'number' ? all : `list_transform([${sql}], lambda ${name}: ${all})[1]`;
    }
    default:
      return NULL_BYTE + fixedBytes(type);
  }
}

function total(list: string, name: string, parts: readonly (number | string)[]): string {
  const each = sum(parts);
  return typeof each === 'number'
    ? `coalesce(len(${list}), 0) * ${each}`
    : `coalesce(list_sum(list_transform(${list}, lambda ${name}: ${each})), 0)`;
}

function sum(parts: readonly (number | string)[]): number | string {
  const numbers = parts.filter((part) => typeof part === 'number').reduce((all, part) => all + part, 0);
  const texts = parts.filter((part) => typeof part === 'string');
  return texts.length === 0 ? numbers : `(${[numbers, ...texts].join(' + ')})`;
}

function fixedBytes(type: TrinoType): number {
  switch (type.kind) {
    case 'unknown':
    case 'boolean':
    case 'tinyint':
      return 1;
    case 'smallint':
      return 2;
    case 'integer':
    case 'real':
    case 'date':
    case 'interval year to month':
      return 4;
    case 'uuid':
      return 16;
    case 'decimal':
      return type.precision > 18 ? 16 : 8;
    case 'timestamp':
      return type.precision > 6 ? 12 : 8;
    case 'timestamp with time zone':
      return type.precision > 3 ? 12 : 8;
    default:
      return 8;
  }
}
