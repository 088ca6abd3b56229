// SQL/JSON: json_exists, json_value, json_query, json_object, json_array. The grammar gives their parts, not a plain argument list.
import { TracelakeError } from '@tracelake/schema';
import { RAISE_PREFIX, raise } from '../duckdb/raise.ts';
import {
  EMPTY_RESULT,
  ERROR_RESULT,
  JSON_RESULT,
  type JsonWrapper,
  MISSING_RESULT,
  SCALAR_RESULTS,
} from '../duckdb/scalar/sql-json-functions.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { canCoerce } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { BIGINT, BOOLEAN, DOUBLE, decimal, VARBINARY, VARCHAR } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { castExpression } from './cast.ts';
import { jsonText } from './cast-to-json.ts';
import { varcharText } from './cast-to-varchar.ts';
import { checkedPath } from './sql-json-path-check.ts';

export interface JsonArgument {
  readonly name: string;
  readonly value: JsonInput;
}

/** A value that stands where SQL/JSON wants JSON. */
export interface JsonInput {
  readonly expression: TypedExpression;
  /** Whether its text is JSON: FORMAT JSON, or the result of another constructor of JSON. */
  readonly formatted: boolean;
}

export interface JsonPathCall {
  readonly input: JsonInput;
  readonly path: string;
  readonly passing: readonly JsonArgument[];
}

/** What ON EMPTY and ON ERROR say: fail, a constant JSON text, or a value of the result's type. */
export type JsonBehavior = 'error' | 'null' | 'empty array' | 'empty object' | TypedExpression;

/** A name of a parameter in the lambda that holds a result, so that it is computed once. */
const RESULT = 'r';
const REST = `substring(${RESULT}, 2)`;
const FAILURE = `CAST(t_uncaught('${RAISE_PREFIX}|' || ${REST}) AS BIGINT)`;

/** `body` over the result of a scalar function, which it may name more than once. */
function once(result: string, body: string): string {
  return `list_transform([${result}], lambda ${RESULT}: CASE WHEN ${RESULT} IS NOT NULL THEN ${body} END)[1]`;
}

function resultOf(name: string, call: JsonPathCall, ...more: readonly string[]): string {
  const { input, path, passing } = call;
  checkedPath(path, new Set(passing.map(({ name: passed }) => passed)));
  const given = [inputText(input.expression), quoteLiteral(path), passedText(passing), ...more];
  return `${name}(${given.join(', ')})`;
}

/** Throws TYPE_MISMATCH, as Trino does also for a value of type json. */
function inputText({ sql, type }: TypedExpression): string {
  if (type.kind === 'varchar') return sql;
  if (type.kind === 'varbinary') return `decode(${sql})`;
  if (type.kind === 'unknown') return 'CAST(NULL AS VARCHAR)';
  throw new TracelakeError(
    'TYPE_MISMATCH',
    `Cannot read input of type ${typeText(type)} as JSON using formatting JSON`,
  );
}

/** What is passed, as JSON: name, kind, text. */
function passedText(passing: readonly JsonArgument[]): string {
  if (passing.length === 0) return "'[]'";
  const entries = passing.map(({ name, value: { expression, formatted } }) => {
    const kind = formatted ? 'json' : passedKind(expression.type);
    const text = formatted ? inputText(expression) : passedValue(expression);
    return `${quoteLiteral(`[${JSON.stringify(name)},${JSON.stringify(kind)},`)} || coalesce(j_json_string(${text}), 'null') || ']'`;
  });
  return `('[' || ${entries.join(" || ',' || ")} || ']')`;
}

function passedValue(expression: TypedExpression): string {
  return expression.type.kind === 'unknown' ? 'CAST(NULL AS VARCHAR)' : varcharText(expression);
}

function passedKind(type: TrinoType): string {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'integer';
    case 'real':
    case 'double':
      return 'double';
    case 'varchar':
    case 'unknown':
      return 'text';
    case 'decimal':
    case 'boolean':
    case 'date':
      return type.kind;
    case 'timestamp':
      return 'timestamp without time zone';
    case 'timestamp with time zone':
      return type.kind;
    case 'time':
      return 'time without time zone';
    default:
      throw new TracelakeError('NOT_SUPPORTED', `Unsupported type of JSON path parameter: ${typeText(type)}`);
  }
}

export function jsonExists(call: JsonPathCall, onError: 'true' | 'false' | 'unknown' | 'error'): TypedExpression {
  const otherwise = { true: 'true', false: 'false', unknown: 'NULL', error: `CAST(${FAILURE} AS BOOLEAN)` }[onError];
  const body = `CASE ${RESULT}[1] WHEN 't' THEN true WHEN 'f' THEN false ELSE ${otherwise} END`;
  return { sql: once(resultOf('j_sql_json_exists', call), body), type: BOOLEAN, mayBeNaN: false };
}

export interface JsonBehaviors {
  readonly onEmpty: JsonBehavior;
  readonly onError: JsonBehavior;
}

const EMPTY_VALUE = "'JSON_VALUE_RESULT_ERROR|cannot extract SQL scalar from JSON: JSON path found no items'";
const VALUE_TYPES = /^(?:varchar|boolean|tinyint|smallint|integer|bigint|real|double|decimal|date|time|timestamp.*)$/;

export function jsonValue(
  call: JsonPathCall,
  behaviors: JsonBehaviors,
  returning: TrinoType = VARCHAR,
): TypedExpression {
  if (!VALUE_TYPES.test(returning.kind)) {
    throw new TracelakeError('TYPE_MISMATCH', `Invalid return type of function JSON_VALUE: ${typeText(returning)}`);
  }
  const nothing = `CAST(NULL AS ${duckdbType(returning)})`;
  const defaults = new JsonDefaults(inputText(call.input.expression));
  const print = (behavior: JsonBehavior, failure: string): string => {
    if (behavior === 'error') return `CAST(${failure} AS ${duckdbType(returning)})`;
    return typeof behavior === 'string' ? nothing : defaults.print(behavior);
  };
  const onEmpty = print(behaviors.onEmpty, `CAST(t_uncaught('${RAISE_PREFIX}|' || ${EMPTY_VALUE}) AS BIGINT)`);
  const onError = (failure: string): string => print(behaviors.onError, failure);
  const misfit = `CAST(t_uncaught('${RAISE_PREFIX}|JSON_VALUE_RESULT_ERROR|cannot extract SQL scalar from JSON: Cannot cast value to declared return type of function JSON_VALUE: ${typeText(returning)} ' || ${REST}) AS BIGINT)`;
  const cases = scalarsAs(returning).map(
    ([letter, cast]) =>
      `WHEN '${letter}' THEN ${cast === undefined ? onError(misfit) : `coalesce(${cast}, ${onError(misfit)})`}`,
  );
  const body = `CASE ${RESULT}[1] ${cases.join(' ')} WHEN '${SCALAR_RESULTS.null}' THEN ${nothing} WHEN '${EMPTY_RESULT}' THEN ${onEmpty}
    WHEN '${MISSING_RESULT}' THEN ${behaviors.onError === 'error' ? nothing : onError(FAILURE)} ELSE ${onError(FAILURE)} END`;
  // A text's zone is only known at run time.
  const type = returning.kind === 'timestamp with time zone' ? { ...returning, zone: null } : returning;
  const sql = defaults.around(resultOf('j_sql_json_value', call), (result) => once(result, body));
  return { sql, type, mayBeNaN: returning.kind === 'double' };
}

/** Trino computes a DEFAULT also where it is not needed, and fails with it: all but constants are computed beside the result. */
class JsonDefaults {
  private readonly fields: string[] = [];
  private readonly input: string;

  /** @param input of NULL nothing is computed */
  constructor(input: string) {
    this.input = input;
  }

  print({ sql, constant }: TypedExpression): string {
    if (constant !== undefined) return sql;
    const known = this.fields.indexOf(sql);
    return `struct_extract(s, 'd${known < 0 ? this.fields.push(sql) - 1 : known}')`;
  }

  around(result: string, body: (result: string) => string): string {
    if (this.fields.length === 0) return body(result);
    const fields = [
      `'r': ${result}`,
      ...this.fields.map((sql, i) => `'d${i}': CASE WHEN ${this.input} IS NOT NULL THEN ${sql} END`),
    ];
    return `list_transform([{${fields.join(', ')}}], lambda s: ${body("struct_extract(s, 'r')")})[1]`;
  }
}

const MAX_DECIMAL = decimal(38, 10);

/** How each kind of scalar becomes a value of the type, NULL where it does not fit; `undefined` where it never does. */
function scalarsAs(returning: TrinoType): (readonly [letter: string, cast: string | undefined])[] {
  const sources: readonly (readonly [letter: string, sql: string, type: TrinoType])[] = [
    [SCALAR_RESULTS.text, REST, VARCHAR],
    [SCALAR_RESULTS.integer, `CAST(${REST} AS BIGINT)`, BIGINT],
    [SCALAR_RESULTS.decimal, `CAST(${REST} AS ${duckdbType(MAX_DECIMAL)})`, MAX_DECIMAL],
    [SCALAR_RESULTS.double, `CAST(${REST} AS DOUBLE)`, DOUBLE],
    [SCALAR_RESULTS.boolean, `CAST(${REST} AS BOOLEAN)`, BOOLEAN],
  ];
  if (returning.kind === 'varchar') {
    const text = returning.length === undefined ? REST : `substring(${REST}, 1, ${returning.length})`;
    return sources.map(([letter]) => [letter, letter === SCALAR_RESULTS.text ? text : fitting(returning.length)]);
  }
  return sources.map(([letter, sql, type]) => {
    try {
      return [letter, castExpression({ sql, type, mayBeNaN: false }, returning, true).sql];
    } catch (error) {
      if (error instanceof TracelakeError && error.code === 'TYPE_MISMATCH') return [letter, undefined];
      throw error;
    }
  });
}

/** Trino fails with an internal error where a number's text is too long. */
function fitting(length: number | undefined): string {
  if (length === undefined) return REST;
  const tooLong = raise(
    'NOT_SUPPORTED',
    "'JSON_VALUE of a number as a shorter text is not supported locally'",
    'VARCHAR',
  );
  return `CASE WHEN length(${REST}) > ${length} THEN ${tooLong} ELSE ${REST} END`;
}

/** What DEFAULT gives, as what is returned. Throws TYPE_MISMATCH. */
export function jsonDefault(
  value: TypedExpression,
  what: 'EMPTY' | 'ERROR',
  returning: TrinoType = VARCHAR,
): TypedExpression {
  if (canCoerce(value.type, returning)) return coerce(value, returning);
  const message = `Function JSON_VALUE default ON ${what} result must evaluate to a ${typeText(returning)}`;
  throw new TracelakeError('TYPE_MISMATCH', `${message} (actual: ${typeText(value.type)})`);
}

export interface JsonQueryForm {
  readonly wrapper: JsonWrapper;
  readonly omitQuotes: boolean;
}

const NOTHING_FOUND = "'JSON_OUTPUT_CONVERSION_ERROR|conversion from JSON failed: JSON path found no items'";

export function jsonQuery(
  call: JsonPathCall,
  { wrapper, omitQuotes }: JsonQueryForm,
  { onEmpty, onError }: JsonBehaviors,
  returning: TrinoType = VARCHAR,
): TypedExpression {
  if (omitQuotes && wrapper !== 'without') {
    const message = `OMIT QUOTES behavior specified with WITH ${wrapper.toUpperCase()} ARRAY WRAPPER behavior`;
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', message);
  }
  const found = resultOf('j_sql_json_query', call, quoteLiteral(omitQuotes ? `${wrapper} omit` : wrapper));
  const texts = { null: 'NULL', 'empty array': "'[]'", 'empty object': "'{}'" };
  const print = (behavior: JsonBehavior, failure: string): string =>
    behavior === 'error' ? `CAST(${failure} AS VARCHAR)` : texts[behavior as keyof typeof texts];
  const empty = print(onEmpty, `CAST(t_uncaught('${RAISE_PREFIX}|' || ${NOTHING_FOUND}) AS BIGINT)`);
  const body = `CASE ${RESULT}[1] WHEN '${JSON_RESULT}' THEN ${REST} WHEN '${EMPTY_RESULT}' THEN ${empty} ELSE ${print(onError, FAILURE)} END`;
  return asReturned(once(found, body), returning);
}

/** JSON text as what RETURNING says. */
function asReturned(sql: string, returning: TrinoType = VARCHAR): TypedExpression {
  const text: TypedExpression = { sql, type: VARCHAR, mayBeNaN: false };
  if (returning.kind === 'varchar') return castExpression(text, returning, false);
  if (returning.kind === 'varbinary') return { sql: `encode(${sql})`, type: VARBINARY, mayBeNaN: false };
  throw new TracelakeError('TYPE_MISMATCH', `Cannot output JSON value as ${typeText(returning)} using formatting JSON`);
}

const CHECKED = `CASE ${RESULT}[1] WHEN '${ERROR_RESULT}' THEN t_checked_text('${RAISE_PREFIX}|' || ${REST}) ELSE ${REST} END`;

export interface JsonObjectForm {
  readonly absentOnNull: boolean;
  /** Either way a key that comes twice is an error: another one. */
  readonly uniqueKeys: boolean;
}

export function jsonObject(
  members: readonly { readonly key: TypedExpression; readonly value: JsonInput }[],
  { absentOnNull, uniqueKeys }: JsonObjectForm,
  returning?: TrinoType,
): TypedExpression {
  if (members.length === 0) return asReturned("'{}'", returning);
  const entries = members.map(({ key, value }) => {
    if (key.type.kind !== 'varchar') {
      throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Invalid type of JSON object key: ${typeText(key.type)}`);
    }
    const text = valueText(value, 'JSON_OBJECT');
    const entry = `'[' || coalesce(j_json_string(${key.sql}), 'null') || ',' || j_json_string(coalesce(${text}, 'null')) || ']'`;
    return absentOnNull ? `CASE WHEN ${text} IS NOT NULL THEN ${entry} END` : entry;
  });
  const object = `j_sql_json_object(${joined(entries)}, ${uniqueKeys})`;
  return asReturned(once(object, CHECKED), returning);
}

export function jsonArray(values: readonly JsonInput[], absentOnNull: boolean, returning?: TrinoType): TypedExpression {
  if (values.length === 0) return asReturned("'[]'", returning);
  const printed = values
    .map((value) => valueText(value, 'JSON_ARRAY'))
    .map((text) => (absentOnNull ? text : `coalesce(${text}, 'null')`));
  return asReturned(joined(printed), returning);
}

/** A JSON array of texts; NULLs are left out. */
function joined(texts: readonly string[]): string {
  return `('[' || coalesce(array_to_string(CAST([${texts.join(', ')}] AS VARCHAR[]), ','), '') || ']')`;
}

/** JSON text of a value; NULL of NULL. What has no form of its own in JSON goes in as its text. */
function valueText({ expression, formatted }: JsonInput, name: string): string {
  const { sql, type } = expression;
  if (formatted) return once(`j_sql_json_formatted(${inputText(expression)})`, CHECKED);
  switch (type.kind) {
    case 'unknown':
      return 'CAST(NULL AS VARCHAR)';
    case 'double':
      return `j_json_double(${sql})`;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'decimal':
    case 'varchar':
      return jsonText(expression);
    case 'array':
    case 'map':
    case 'row':
    case 'varbinary':
      throw new TracelakeError(
        'NOT_SUPPORTED',
        `Unsupported type of value passed to ${name} function: ${typeText(type)}`,
      );
    default:
      return `j_json_string(${varcharText(expression)})`;
  }
}
