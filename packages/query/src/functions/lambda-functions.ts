// Functions that take a lambda: DuckDB's own list functions, maps by way of their entries.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { coerce } from '../types/coercion.ts';
import { canCoerce, commonType } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, BOOLEAN, map } from '../types/type-constructors.ts';
import { isNumeric } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { elementType } from './array-functions.ts';
import { capturedValues } from './captured-values.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

type MapType = Extract<TrinoType, { readonly kind: 'map' }>;

/** `listFunction(array, lambda x: body)` and the body. */
function overElements(listFunction: string, call: FunctionCall): { sql: string; body: TypedExpression } {
  const [list] = call.arguments;
  const { parameterSql, body } = call.lambda(1).bind([elementType(list)]);
  return { sql: `${listFunction}(${list.sql}, lambda ${parameterSql[0]}: ${body.sql})`, body };
}

function wantBoolean({ type }: TypedExpression): void {
  if (type.kind !== 'unknown' && canCoerce(type, BOOLEAN)) return;
  throw new TracelakeError('FUNCTION_NOT_FOUND', `The lambda must give a boolean, not ${typeText(type)}`);
}

function transform(call: FunctionCall): TypedExpression {
  const { sql, body } = overElements('list_transform', call);
  return { sql, type: array(body.type), mayBeNaN: body.mayBeNaN };
}

function filter(call: FunctionCall): TypedExpression {
  const { sql, body } = overElements('list_filter', call);
  wantBoolean(body);
  const [list] = call.arguments;
  return { sql, type: list.type, mayBeNaN: list.mayBeNaN };
}

/** Three-valued: `wrap` judges the list of the answers. */
function match(wrap: (answers: string) => string) {
  return (call: FunctionCall): TypedExpression => {
    const { sql, body } = overElements('list_transform', call);
    wantBoolean(body);
    return { sql: wrap(sql), type: BOOLEAN, mayBeNaN: false };
  };
}

/** `reduce_agg(x, start, (s, x) -> …, (s, t) -> …)`: all values in one list; the last lambda, which joins states, has nothing to join. */
export function reduceAggregate(call: FunctionCall): TypedExpression {
  const [x, given] = call.arguments;
  const { distinct, suffix } = call.clauses;
  const values = `list(${distinct}${x.sql})${suffix(`${x.sql} IS NOT NULL`)}`;
  const start = coerce(given, stateType(call, given, x.type));
  // Of texts the order would show.
  if (!isNumeric(start.type) && start.type.kind !== 'boolean') {
    throw new TracelakeError('NOT_SUPPORTED', `reduce_agg to ${typeText(start.type)} is not supported locally`);
  }
  const [state, next] = [call.context.freshName(), call.context.freshName()];
  const step = coerce(call.lambda(2).bind([start.type, x.type], [`${state}.s`, `${next}.x`]).body, start.type);
  const join = call.lambda(3).bind([start.type, start.type]).body;
  if (commonType(join.type, start.type) === null) {
    throw new TracelakeError('TYPE_MISMATCH', `reduce_agg: states become ${typeText(join.type)}`);
  }
  const sql = folded(values, x.type, start, { sql: step.sql, state, next });
  return { sql: `(${sql})`, type: start.type, mayBeNaN: step.mayBeNaN || x.mayBeNaN };
}

/** The state may be of another type than the elements, so both travel in one struct; it grows to what the body gives. */
function reduce(call: FunctionCall): TypedExpression {
  const [list, given] = call.arguments;
  const element = elementType(list);
  const start = coerce(given, stateType(call, given, element));
  const [state, next] = [call.context.freshName(), call.context.freshName()];
  const step = coerce(call.lambda(2).bind([start.type, element], [`${state}.s`, `${next}.x`]).body, start.type);
  const reduced = folded(list.sql, element, start, { sql: step.sql, state, next });
  const end = call.context.freshName();
  const output = call.lambda(3).bind([start.type], [end]).body;
  const sql = output.sql === end ? `(${reduced})` : `list_transform([${reduced}], lambda ${end}: ${output.sql})[1]`;
  return { sql, type: output.type, mayBeNaN: output.mayBeNaN || step.mayBeNaN || list.mayBeNaN };
}

/**
 * What the step reads of the row travels with the elements: DuckDB's list_reduce, unlike its list_transform, gives a lambda the columns of
 * other rows where lists differ in length.
 */
function folded(
  list: string,
  element: TrinoType,
  start: TypedExpression,
  step: { readonly sql: string; readonly state: string; readonly next: string },
): string {
  const [stateDuckdb, elementDuckdb] = [duckdbType(start.type), duckdbType(element)];
  const { state, next } = step;
  const { sql, values } = capturedValues(step.sql, [state, next], next);
  const given = values.map((value, i) => `, 'c${i}': ${value}`).join('');
  const passedOn = values.map((_, i) => `, 'c${i}': ${next}.c${i}`).join('');
  const item = `list_transform(${list}, lambda ${next}: {'s': CAST(NULL AS ${stateDuckdb}), 'x': ${next}${given}})`;
  const body = `{'s': CAST(${sql} AS ${stateDuckdb}), 'x': CAST(NULL AS ${elementDuckdb})${passedOn}}`;
  const first = `{'s': CAST(${start.sql} AS ${stateDuckdb}), 'x': CAST(NULL AS ${elementDuckdb})${given}}`;
  return `list_reduce(${item}, lambda ${state}, ${next}: ${body}, ${first}).s`;
}

function stateType(call: FunctionCall, start: TypedExpression, element: TrinoType): TrinoType {
  const { body } = call.lambda(2).bind([start.type, element]);
  const type = commonType(start.type, body.type);
  if (type !== null) return type;
  throw new TracelakeError(
    'TYPE_MISMATCH',
    `reduce: the state begins as ${typeText(start.type)} and becomes ${typeText(body.type)}`,
  );
}

function zipWith(call: FunctionCall): TypedExpression {
  const [left, right] = call.arguments;
  const n = call.context.freshName();
  const places = [`list_extract(${left.sql}, ${n})`, `list_extract(${right.sql}, ${n})`];
  const { body } = call.lambda(2).bind([elementType(left), elementType(right)], places);
  const length = `greatest(len(${left.sql}), len(${right.sql}))`;
  const zipped = `list_transform(range(1, ${length} + 1), lambda ${n}: ${body.sql})`;
  const sql = `(CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN ${zipped} END)`;
  return { sql, type: array(body.type), mayBeNaN: body.mayBeNaN };
}

/** An entry's name, and the body over its key and value. */
function overEntries(call: FunctionCall): { entry: string; body: TypedExpression } {
  const { key, value } = call.arguments[0].type as MapType;
  const entry = call.context.freshName();
  return { entry, body: call.lambda(1).bind([key, value], [`${entry}.key`, `${entry}.value`]).body };
}

function mapFilter(call: FunctionCall): TypedExpression {
  const [source] = call.arguments;
  const { entry, body } = overEntries(call);
  wantBoolean(body);
  const kept = `list_filter(map_entries(${source.sql}), lambda ${entry}: ${body.sql})`;
  return { sql: `map_from_entries(${kept})`, type: source.type, mayBeNaN: source.mayBeNaN };
}

function transformMap(part: 'key' | 'value') {
  return (call: FunctionCall): TypedExpression => {
    const [source] = call.arguments;
    const { entry, body } = overEntries(call);
    const { key, value } = source.type as MapType;
    const [k, v] = part === 'key' ? [body.sql, `${entry}.value`] : [`${entry}.key`, body.sql];
    const entries = `list_transform(map_entries(${source.sql}), lambda ${entry}: {'k': ${k}, 'v': ${v}})`;
    const type = part === 'key' ? map(body.type, value) : map(key, body.type);
    return { sql: `map_from_entries(${entries})`, type, mayBeNaN: body.mayBeNaN || source.mayBeNaN };
  };
}

function mapZipWith(call: FunctionCall): TypedExpression {
  const [left, right] = call.arguments;
  const [leftType, rightType] = [left.type as MapType, right.type as MapType];
  const key = call.context.freshName();
  const values = [left, right].map(({ sql }) => `map_extract_value(${sql}, ${key})`);
  const { body } = call.lambda(2).bind([leftType.key, leftType.value, rightType.value], [key, ...values]);
  const keys = `t_distinct(list_concat(map_keys(${left.sql}), map_keys(${right.sql})))`;
  const entries = `list_transform(${keys}, lambda ${key}: {'k': ${key}, 'v': ${body.sql}})`;
  const sql = `(CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN map_from_entries(${entries}) END)`;
  return { sql, type: map(leftType.key, body.type), mayBeNaN: body.mayBeNaN };
}

export const LAMBDA_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('transform', overload('(array(T),function(T))', transform)),
  scalar('filter', overload('(array(T),function(T))', filter)),
  scalar(
    'any_match',
    overload(
      '(array(T),function(T))',
      match((answers) => `t_any(${answers})`),
    ),
  ),
  scalar(
    'all_match',
    overload(
      '(array(T),function(T))',
      match((answers) => `t_all(${answers})`),
    ),
  ),
  scalar(
    'none_match',
    overload(
      '(array(T),function(T))',
      match((answers) => `(NOT t_any(${answers}))`),
    ),
  ),
  scalar('reduce', overload('(array(T),ANY,function(S,T),function(S))', reduce, { takesNull: true })),
  scalar('zip_with', overload('(array(T),array(U),function(T,U))', zipWith)),
  scalar('map_filter', overload('(map(K,V),function(K,V))', mapFilter)),
  scalar('transform_values', overload('(map(K,V),function(K,V))', transformMap('value'))),
  scalar('transform_keys', overload('(map(K,V),function(K,V))', transformMap('key'))),
  scalar('map_zip_with', overload('(map(K,V),map(K,W),function(K,V,W))', mapZipWith)),
];
