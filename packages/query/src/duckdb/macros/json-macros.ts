// JSON values as Trino shows and casts them.
import { raise } from '../raise.ts';
import { macro } from './macro.ts';

/** What DuckDB's parser lets pass and Trino's does not: a comma before a bracket, NaN, infinities. */
const NOT_JSON = ',\\s*[}\\]]|[:\\[,]\\s*[-+]?(?:[Nn][Aa][Nn]|[Ii][Nn][Ff])';

/** Trino reads no deeper than 1,000 levels, which take two characters each. */
const SHALLOW_LENGTH = 2000;

function inCast(parsed: string): string {
  return `replace(${parsed}, 'TRINO|INVALID_FUNCTION_ARGUMENT|', 'TRINO|INVALID_CAST_ARGUMENT|')`;
}

export const JSON_MACROS = [
  // DuckDB's own search where it surely finds what Trino does: 12 times as fast. Fractions come as they were written, which DuckDB does not keep;
  // `named`: no step is a number, which for Trino may also name a member.
  macro(
    't_json_extract_scalar(j, place, path, named)',
    `CASE WHEN json_valid(j) AND strlen(j) <= ${SHALLOW_LENGTH} AND NOT contains(j, '\\u') AND NOT regexp_matches(j, '${NOT_JSON}')
       THEN CASE json_type(j, place)
         WHEN 'VARCHAR' THEN json_extract_string(j, place) WHEN 'UBIGINT' THEN json_extract_string(j, place) WHEN 'BOOLEAN' THEN json_extract_string(j, place)
         WHEN 'BIGINT' THEN CASE WHEN json_extract_string(j, place) = '0' THEN '-0' ELSE json_extract_string(j, place) END
         WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'NULL' THEN NULL
         ELSE CASE WHEN named AND json_type(j, place) IS NULL THEN NULL ELSE j_json_extract_scalar(j, path) END END
       ELSE j_json_extract_scalar(j, path) END`,
  ),
  // Fails on what is no JSON; keys sorted, blanks dropped, doubles as Java prints them.
  macro('t_json_parse(s)', 'CAST(t_checked_text(j_json_canonical(s)) AS JSON)'),
  macro('t_json_parse_in_cast(s)', `CAST(t_checked_text(${inCast('j_json_canonical(s)')}) AS JSON)`),
  // The same with keys in their order: what json_extract found in a text has them as they stood there.
  macro('t_json_in_order(s)', 'CAST(t_checked_text(j_json_in_order(s)) AS JSON)'),
  macro('t_json_parse_in_row_cast(s)', `CAST(t_checked_text(${inCast('j_json_with_every_key(s)')}) AS JSON)`),
  // Text of a scalar; NULL for objects, arrays and null.
  macro(
    't_json_scalar(j)',
    `CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string(j, '$') END`,
  ),
  // json_value and casts: a double as CAST(double AS varchar) has it.
  macro(
    't_json_value(j)',
    `CASE WHEN json_type(j) = 'DOUBLE' AND regexp_full_match(CAST(j AS VARCHAR), '-?[0-9]+') THEN CAST(j AS VARCHAR)
       WHEN json_type(j) = 'DOUBLE' THEN j_double_text(CAST(json_extract_string(j, '$') AS DOUBLE)) ELSE t_json_scalar(j) END`,
  ),
  macro(
    't_json_to_text(j)',
    `CASE WHEN json_type(j) IN ('OBJECT', 'ARRAY')
       THEN ${raise('INVALID_CAST_ARGUMENT', "'Cannot cast ''' || CAST(j AS VARCHAR) || ''' to varchar'", 'VARCHAR')}
     ELSE t_json_value(j) END`,
  ),
];
