// The projection's expressions in Trino's SQL, for Athena and Trino.
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

const EMPTY_TEXT_MAP = 'CAST(MAP() AS map(varchar, varchar))';

/** CAST(200e0 AS varchar) would be 2.0E2. */
function numberText(number: string): string {
  const isShortInteger = `${number} = floor(${number}) AND abs(${number}) <= ${MAX_EXACT_INTEGER}`;
  return `IF(${isShortInteger}, CAST(CAST(${number} AS bigint) AS varchar), json_format(CAST(${number} AS json)))`;
}

function parse(text: string, type: ScalarType): string {
  switch (type) {
    case 'varchar':
      return text;
    case 'bigint':
      return `IF(regexp_like(${text}, ${quoteLiteral(INTEGER_PATTERN)}), TRY_CAST(${text} AS bigint))`;
    case 'double':
      return `IF(regexp_like(${text}, ${quoteLiteral(NUMBER_PATTERN)}), TRY_CAST(${text} AS double))`;
    case 'boolean':
      return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
  }
}

function mapAsText([map, valueType]: MapColumn): string {
  const column = quoteIdentifier(map);
  if (valueType === 'varchar') return `coalesce(${column}, ${EMPTY_TEXT_MAP})`;
  const value = valueType === 'boolean' ? 'CAST(v AS varchar)' : numberText('v');
  return `coalesce(transform_values(${column}, (k, v) -> ${value}), ${EMPTY_TEXT_MAP})`;
}

function textMap(entries: readonly TextEntry[], maps: readonly MapColumn[]): string {
  const keys = entries.map(([key]) => quoteLiteral(key)).join(', ');
  const values = entries.map(([, value]) => value).join(', ');
  const own = `map_filter(MAP(ARRAY[${keys}], ARRAY[${values}]), (k, v) -> v IS NOT NULL)`;
  return `map_concat(${[...maps.map(mapAsText), own].join(', ')})`;
}

export const TRINO_DIALECT: SqlDialect = {
  literal: quoteLiteral,
  element: (map, key) => `element_at(${quoteIdentifier(map)}, ${quoteLiteral(key)})`,
  numberText,
  parse,
  nullOf: (type) => `CAST(NULL AS ${type})`,
  timestamp: (nanoseconds) => `CAST(from_unixtime_nanos(${nanoseconds} - ${nanoseconds} % 1000) AS timestamp(6))`,
  dayText: (timestamp) => `CAST(CAST(${timestamp} AS date) AS varchar)`,
  hourText: (timestamp) => `date_format(${timestamp}, '%H')`,
  textMap,
  empty: { array: 'ARRAY[]', map: 'MAP()' },
  orderText: (value) => `json_format(CAST(${value} AS json))`,
};
