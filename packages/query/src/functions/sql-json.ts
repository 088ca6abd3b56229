// SQL/JSON: json_exists, json_value, json_query, json_object, json_array. The grammar gives their parts, not a plain argument list.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { BOOLEAN, VARCHAR } from '../types/type-constructors.ts';
import { castExpression } from './cast.ts';
import { jsonText } from './cast-to-json.ts';
import { jsonInput } from './json-functions.ts';
import { sqlJsonPath } from './json-path.ts';

/** `without` needs an object or array, `unconditional` wraps anything, `conditional` what is no object or array. */
export type JsonWrapper = 'without' | 'conditional' | 'unconditional';

export function jsonExists(input: TypedExpression, path: string): TypedExpression {
  const { text, wildcard } = sqlJsonPath(path);
  const json = jsonInput(input);
  const sql = wildcard
    ? `(len(json_extract(${json}, ${quoteLiteral(text)})) > 0)`
    : `json_exists(${json}, ${quoteLiteral(text)})`;
  return { sql, type: BOOLEAN, mayBeNaN: false };
}

/** With the default behaviours NULL ON EMPTY NULL ON ERROR. */
export function jsonValue(input: TypedExpression, path: string, returning?: TrinoType): TypedExpression {
  const { text, wildcard } = sqlJsonPath(path);
  if (wildcard)
    throw new TracelakeError('NOT_SUPPORTED', `JSON_VALUE with the path '${path}' is not supported locally`);
  const value: TypedExpression = {
    sql: `t_json_value(json_extract(${jsonInput(input)}, ${quoteLiteral(text)}))`,
    type: VARCHAR,
    mayBeNaN: false,
  };
  return returning === undefined ? value : castExpression(value, returning, true);
}

/** With the default behaviours NULL ON EMPTY NULL ON ERROR, quotes kept. */
export function jsonQuery(input: TypedExpression, path: string, wrapper: JsonWrapper): TypedExpression {
  const { text, wildcard } = sqlJsonPath(path);
  const found = `json_extract(${jsonInput(input)}, ${quoteLiteral(text)})`;
  return { sql: wildcard ? wrapped(found, path, wrapper) : single(found, wrapper), type: VARCHAR, mayBeNaN: false };
}

function wrapped(list: string, path: string, wrapper: JsonWrapper): string {
  if (wrapper === 'unconditional') {
    return `(CASE WHEN len(${list}) > 0 THEN '[' || array_to_string(list_transform(${list}, lambda e: CAST(e AS VARCHAR)), ',') || ']' END)`;
  }
  throw new TracelakeError('NOT_SUPPORTED', `JSON_QUERY with the path '${path}' needs WITH ARRAY WRAPPER`);
}

function single(found: string, wrapper: JsonWrapper): string {
  const text = `CAST(${found} AS VARCHAR)`;
  const structured = `json_type(${found}) IN ('OBJECT', 'ARRAY')`;
  switch (wrapper) {
    case 'unconditional':
      return `('[' || ${text} || ']')`;
    case 'conditional':
      return `(CASE WHEN ${structured} THEN ${text} ELSE '[' || ${text} || ']' END)`;
    case 'without':
      return `(CASE WHEN ${structured} THEN ${text} END)`;
  }
}

/** Members come out sorted by key, NULL as null, as Trino prints them. */
export function jsonObject(
  members: readonly { readonly key: TypedExpression; readonly value: TypedExpression }[],
): TypedExpression {
  if (members.length === 0) return { sql: "'{}'", type: VARCHAR, mayBeNaN: false };
  const keys = members.map(({ key }) => key.constant);
  if (members.length > 1 && (keys.some((key) => typeof key !== 'string') || new Set(keys).size < keys.length)) {
    throw new TracelakeError('NOT_SUPPORTED', 'The keys of JSON_OBJECT must be different constants');
  }
  const sorted = [...members].sort((a, b) => (String(a.key.constant) < String(b.key.constant) ? -1 : 1));
  const printed = sorted.map(
    ({ key, value }) => `CAST(to_json(${key.sql}) AS VARCHAR) || ':' || coalesce(${valueText(value)}, 'null')`,
  );
  return { sql: `('{' || ${printed.join(" || ',' || ")} || '}')`, type: VARCHAR, mayBeNaN: false };
}

/** NULL elements are left out (ABSENT ON NULL, the default). */
export function jsonArray(values: readonly TypedExpression[]): TypedExpression {
  if (values.length === 0) return { sql: "'[]'", type: VARCHAR, mayBeNaN: false };
  const printed = values.map(valueText).join(', ');
  return { sql: `('[' || array_to_string([${printed}], ',') || ']')`, type: VARCHAR, mayBeNaN: false };
}

function valueText(value: TypedExpression): string {
  if (value.type.kind === 'unknown') return 'CAST(NULL AS VARCHAR)';
  if (value.type.kind === 'double') return `CAST(to_json(${value.sql}) AS VARCHAR)`;
  return jsonText(value);
}
