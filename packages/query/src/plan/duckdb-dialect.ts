// The projection's expressions in DuckDB's SQL. Functions named j_… come with the prelude.
import type { ScalarType } from '@tracelake/schema';
import { quoteIdentifier, quoteLiteral } from '../types/quoting.ts';
import {
  INTEGER_PATTERN,
  MAX_EXACT_INTEGER,
  type MapColumn,
  NUMBER_PATTERN,
  type SqlDialect,
  type TextEntry,
} from './sql-dialect.ts';

const EMPTY_TEXT_MAP = 'CAST(MAP {} AS MAP(VARCHAR, VARCHAR))';

/** DuckDB's text ends at a zero character, so that one is written as `chr(0)`. */
function literal(text: string): string {
  if (!text.includes('\0')) return quoteLiteral(text);
  return `(${text.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;
}

function numberText(number: string): string {
  const isShortInteger = `${number} = floor(${number}) AND abs(${number}) <= ${MAX_EXACT_INTEGER}`;
  return `CASE WHEN ${isShortInteger} THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE j_java_double_text(${number}) END`;
}

function matching(text: string, pattern: string, type: string): string {
  return `CASE WHEN regexp_matches(${text}, ${quoteLiteral(pattern)}) THEN TRY_CAST(${text} AS ${type}) END`;
}

function parse(text: string, type: ScalarType): string {
  switch (type) {
    case 'varchar':
      return text;
    case 'bigint':
      return matching(text, INTEGER_PATTERN, 'BIGINT');
    case 'double':
      return matching(text, NUMBER_PATTERN, 'DOUBLE');
    case 'boolean':
      return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
  }
}

/** Values are turned to text entry by entry: a cast of the whole map would write numbers as DuckDB does. */
function mapEntries([map, valueType]: MapColumn): string {
  const entries = `map_entries(${quoteIdentifier(map)})`;
  if (valueType === 'varchar') return entries;
  const value = valueType === 'boolean' ? 'CAST(e.value AS VARCHAR)' : numberText('e.value');
  return `list_transform(${entries}, lambda e: {'key': e.key, 'value': ${value}})`;
}

/**
 * Making a map is what costs, so one is made of all entries: 30,000 spans of 31 entries 1.0 s of processor time, joining a map of each part 2.7.
 * It fails for equal keys; those rows are joined.
 */
function textMap(entries: readonly TextEntry[], maps: readonly MapColumn[]): string {
  const structs = entries.map(([key, value]) => `{'key': ${literal(key)}, 'value': ${value}}`).join(', ');
  // Columns last: where a key was sent under two names and lies in a map too, `attributes['k']` is the column.
  const parts = [...maps.map(mapEntries), `list_filter([${structs}], lambda e: e.value IS NOT NULL)`];
  const joined = parts.map((part) => `coalesce(map_from_entries(${part}), ${EMPTY_TEXT_MAP})`);
  return `coalesce(TRY(map_from_entries(list_concat(${parts.join(', ')}))), map_concat(${joined.join(', ')}))`;
}

export const DUCKDB_DIALECT: SqlDialect = {
  literal,
  element: (map, key) => `${quoteIdentifier(map)}[${literal(key)}]`,
  numberText,
  parse,
  nullOf: (type) => `CAST(NULL AS ${type.toUpperCase()})`,
  timestamp: (nanoseconds) => `make_timestamp(${nanoseconds} // 1000)`,
  dayText: (timestamp) => `strftime(${timestamp}, '%Y-%m-%d')`,
  hourText: (timestamp) => `strftime(${timestamp}, '%H')`,
  textMap,
  empty: { array: '[]', map: 'MAP {}' },
  orderText: (value) => `CAST(${value} AS VARCHAR)`,
};
