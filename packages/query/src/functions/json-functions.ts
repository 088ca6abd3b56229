// JSON by path, by index, as text.
import { TracelakeError } from '@tracelake/schema';
import { isJsonExtractPath } from '../duckdb/scalar/json-extract-path.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import {
  type FunctionDefinition,
  type FunctionOverload,
  overload,
  type Printer,
  scalar,
} from './function-definition.ts';

function path({ sql, constant }: TypedExpression): string {
  if (constant === undefined || constant === null) return `t_checked_text(j_json_path(${sql}))`;
  if (typeof constant === 'string' && isJsonExtractPath(constant)) return sql;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${constant}'`, {
    hint: 'Members and elements are: $.a["b c"][0].',
  });
}

/** Trino stops reading where it has what it wants, DuckDB's own functions want the whole text to be JSON. */
function atPath(name: string, type?: string): Printer {
  return ({ arguments: [json, at] }) => {
    const found = `${name}(${textOf(json)}, ${path(at)})`;
    return type === undefined ? found : `CAST(${found} AS ${type})`;
  };
}

function textOf({ sql }: TypedExpression): string {
  return `CAST(${sql} AS VARCHAR)`;
}

/** No JSON number is NaN or infinite, and Trino then does not even look. */
function arrayContains(type: 'boolean' | 'bigint' | 'double' | 'varchar'): string {
  const found = `j_json_array_contains_${type === 'varchar' ? 'text' : type}(CAST($1 AS VARCHAR), $2)`;
  return type === 'double' ? `CASE WHEN $1 IS NOT NULL AND NOT isfinite($2) THEN false ELSE ${found} END` : found;
}

const isScalar = (json: string): string => `(json_type(${json}) NOT IN ('OBJECT', 'ARRAY'))`;

/** Overloads for a json and for a varchar first argument. */
function ofJsonOrText(rest: string, result: string, print: Printer): FunctionOverload[] {
  return ['json', 'varchar'].map((first) => overload(`(${first}${rest})->${result}`, print));
}

export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('json_extract', ...ofJsonOrText(',varchar', 'json', atPath('j_json_extract', 'JSON'))),
  scalar(
    'json_extract_scalar',
    overload('(json,varchar)->varchar', atPath('j_json_extract_scalar')),
    overload('(V?,varchar)->V?', atPath('j_json_extract_scalar')),
  ),
  scalar('json_parse', overload('(varchar)->json', 't_json_parse($1)')),
  scalar('json_format', overload('(json)->varchar', 'CAST($1 AS VARCHAR)')),
  scalar('json_array_length', ...ofJsonOrText('', 'bigint', 'j_json_array_length(CAST($1 AS VARCHAR))')),
  scalar('json_size', ...ofJsonOrText(',varchar', 'bigint', atPath('j_json_size'))),
  scalar('json_array_get', ...ofJsonOrText(',bigint', 'json', 'j_json_array_get(CAST($1 AS VARCHAR), $2)')),
  scalar(
    'json_array_contains',
    ...(['boolean', 'bigint', 'double', 'varchar'] as const).flatMap((type) =>
      ofJsonOrText(`,${type}`, 'boolean', arrayContains(type)),
    ),
  ),
  scalar(
    'is_json_scalar',
    overload('(json)->boolean', ({ arguments: [{ sql }] }) => isScalar(sql)),
    overload('(varchar)->boolean', isScalar('t_json_parse($1)')),
  ),
];
