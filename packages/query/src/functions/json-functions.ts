// JSON by path, by index, as text.
import { TracelakeError } from '@tracelake/schema';
import { isJsonExtractPath, jsonExtractSteps } from '../duckdb/scalar/json-extract-path.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import {
  type FunctionCall,
  type FunctionDefinition,
  type FunctionOverload,
  overload,
  type Printer,
  scalar,
} from './function-definition.ts';

function path({ sql, constant }: TypedExpression): string {
  if (constant === undefined || constant === null) return `t_checked_text(j_json_path(${sql}))`;
  if (typeof constant === 'string' && isJsonExtractPath(constant)) return sql;
  throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${constant}'`);
}

/** Trino stops reading where it has what it wants, DuckDB's own functions want the whole text to be JSON. */
function atPath(name: string, type?: string): Printer {
  return ({ arguments: [json, at] }) => {
    const found = `${name}(${textOf(json)}, ${path(at)})`;
    return type === undefined ? found : `CAST(${found} AS ${type})`;
  };
}

/** Names that DuckDB's paths take in quotes as they are. */
const PLAIN_NAME = /^(?!\d+$)[\w .:-]+$/;

/** Only where the path is constant and plain is DuckDB's own search sure to be Trino's. */
function extractScalar(call: FunctionCall): string {
  const [json, at] = call.arguments;
  const given = path(at);
  const steps = typeof at.constant === 'string' ? jsonExtractSteps(at.constant) : [];
  const native = steps.map((step) =>
    /^(?:0|[1-9]\d{0,8})$/.test(step) ? `[${step}]` : PLAIN_NAME.test(step) ? `."${step}"` : '',
  );
  if (steps.length === 0 || native.includes('')) return `j_json_extract_scalar(${textOf(json)}, ${given})`;
  const named = native.every((step) => step.startsWith('.'));
  return `t_json_extract_scalar(${textOf(json)}, ${quoteLiteral(`$${native.join('')}`)}, ${given}, ${named})`;
}

function textOf({ sql }: TypedExpression): string {
  return `CAST(${sql} AS VARCHAR)`;
}

/** No JSON number is NaN or infinite, and Trino then does not even look. */
function arrayContains(type: 'boolean' | 'bigint' | 'double' | 'varchar'): string {
  const found = `j_json_array_contains_${type === 'varchar' ? 'text' : type}(CAST($1 AS VARCHAR), $2)`;
  return type === 'double' ? `CASE WHEN $1 IS NOT NULL AND NOT isfinite($2) THEN false ELSE ${found} END` : found;
}

const isScalar = (json: string): string => `regexp_matches(CAST(${json} AS VARCHAR), '^\\s*[^\\s\\[{]')`;

/** Overloads for a json and for a varchar first argument. */
function ofJsonOrText(rest: string, result: string, print: Printer): FunctionOverload[] {
  return ['json', 'varchar'].map((first) => overload(`(${first}${rest})->${result}`, print));
}

export const JSON_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('json_extract', ...ofJsonOrText(',varchar', 'json', atPath('j_json_extract', 'JSON'))),
  scalar(
    'json_extract_scalar',
    overload('(json,varchar)->varchar', extractScalar),
    overload('(V?,varchar)->V?', extractScalar),
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
