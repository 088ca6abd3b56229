// JSON by path, by index, as text.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { constantNumber, constantText } from './constant-argument.ts';
import {
  type FunctionCall,
  type FunctionDefinition,
  type FunctionOverload,
  overload,
  type Printer,
  scalar,
} from './function-definition.ts';
import { jsonExtractPath } from './json-path.ts';

/** A JSON value of a json or varchar argument; what is no JSON is NULL, as in Trino. */
export function jsonInput({ sql, type }: TypedExpression): string {
  return type.kind === 'json' ? sql : `(CASE WHEN json_valid(${sql}) THEN CAST(${sql} AS JSON) END)`;
}

function path(argument: TypedExpression): string {
  return quoteLiteral(jsonExtractPath(constantText(argument, 'the JSON path')));
}

function extracted({ arguments: [json, at] }: FunctionCall): string {
  return `json_extract(${jsonInput(json)}, ${path(at)})`;
}

function scalarText(call: FunctionCall): string {
  const [json, at] = call.arguments;
  return `t_json_scalar_at(CAST(${json.sql} AS VARCHAR), ${path(at)}, ${extracted(call)})`;
}

function size(call: FunctionCall): string {
  const json = extracted(call);
  return `CASE json_type(${json}) WHEN 'ARRAY' THEN CAST(json_array_length(${json}) AS BIGINT)
    WHEN 'OBJECT' THEN CAST(len(json_keys(${json})) AS BIGINT) ELSE CASE WHEN ${json} IS NOT NULL THEN 0 END END`;
}

function arrayLength({ arguments: [json] }: FunctionCall): string {
  const input = jsonInput(json);
  return `CASE WHEN json_type(${input}) = 'ARRAY' THEN CAST(json_array_length(${input}) AS BIGINT) END`;
}

/** A text element comes without its quotes: Trino's own oddity. */
function arrayGet({ arguments: [json, index] }: FunctionCall): string {
  const fromEnd = constantNumber(index, 'the index of json_array_get') < 0;
  const element = `json_extract(${jsonInput(json)}, '$[' || ${fromEnd ? `'#' || ` : ''}${index.sql} || ']')`;
  return `CASE json_type(${element}) WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN json_extract_string(${element}, '$') ELSE CAST(${element} AS VARCHAR) END`;
}

function arrayContains(jsonTypes: string, duckdbType: string): Printer {
  return ({ arguments: [json, value] }) => {
    const input = jsonInput(json);
    const equal = `json_type(e) IN (${jsonTypes}) AND TRY_CAST(json_extract_string(e, '$') AS ${duckdbType}) = ${value.sql}`;
    return `CASE WHEN json_type(${input}) = 'ARRAY' THEN len(list_filter(CAST(${input} AS JSON[]), lambda e: ${equal})) > 0 END`;
  };
}

/** Overloads for a json and for a varchar first argument. */
function ofJsonOrText(rest: string, result: string, print: Printer): FunctionOverload[] {
  return ['json', 'varchar'].map((first) => overload(`(${first}${rest})->${result}`, print));
}

export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('json_extract', ...ofJsonOrText(',varchar', 'json', extracted)),
  scalar(
    'json_extract_scalar',
    overload('(json,varchar)->varchar', scalarText),
    overload('(V?,varchar)->V?', scalarText),
  ),
  scalar('json_parse', overload('(varchar)->json', 't_json_parse($1)')),
  scalar('json_format', overload('(json)->varchar', 'CAST($1 AS VARCHAR)')),
  scalar('json_array_length', ...ofJsonOrText('', 'bigint', arrayLength)),
  scalar('json_size', ...ofJsonOrText(',varchar', 'bigint', size)),
  scalar('json_array_get', ...ofJsonOrText(',bigint', 'json', arrayGet)),
  scalar(
    'json_array_contains',
    ...ofJsonOrText(',boolean', 'boolean', arrayContains("'BOOLEAN'", 'BOOLEAN')),
    ...ofJsonOrText(',bigint', 'boolean', arrayContains("'UBIGINT', 'BIGINT'", 'BIGINT')),
    ...ofJsonOrText(',double', 'boolean', arrayContains("'DOUBLE'", 'DOUBLE')),
    ...ofJsonOrText(',varchar', 'boolean', arrayContains("'VARCHAR'", 'VARCHAR')),
  ),
  scalar(
    'is_json_scalar',
    ...ofJsonOrText(
      '',
      'boolean',
      ({ arguments: [json] }) => `(json_type(${jsonInput(json)}) NOT IN ('OBJECT', 'ARRAY'))`,
    ),
  ),
];
