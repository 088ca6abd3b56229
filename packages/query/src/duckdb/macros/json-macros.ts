// JSON values as Trino shows and casts them.
import { raise } from '../raise.ts';
import { macro } from './macro.ts';

export const JSON_MACROS = [
  // Fails on what is no JSON; keys sorted, blanks dropped, doubles as Java prints them.
  macro('t_json_parse(s)', 'CAST(j_json_canonical(s) AS JSON)'),
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
