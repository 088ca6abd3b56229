// Functions that are really expressions: if, coalesce, nullif, greatest, least, try, typeof, format.
import { TracelakeError } from '@tracelake/schema';
import { caught } from '../duckdb/caught.ts';
import { isOrderable, unify } from '../translate/comparison.ts';
import { extremeContainer, isComparedInTurn } from '../translate/extreme-container.ts';
import { mayFail } from '../translate/may-fail.ts';
import { greatestOf, withoutNulls } from '../translate/order-key.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { VARCHAR } from '../types/type-constructors.ts';
import { holdsFloating, isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { formatted } from './format-function.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

function ifFunction({ arguments: [condition, ...branches] }: FunctionCall): TypedExpression {
  if (condition.type.kind !== 'boolean' && condition.type.kind !== 'unknown') {
    throw new TracelakeError(
      'TYPE_MISMATCH',
      `IF condition must evaluate to a boolean: actual type ${typeText(condition.type)}`,
    );
  }
  const { expressions, type, mayBeNaN } = unify(branches, 'Result types for IF must be the same');
  const [yes, no] = expressions.map(({ sql }) => sql);
  const sql = `(CASE WHEN ${condition.sql} THEN ${yes}${no === undefined ? '' : ` ELSE ${no}`} END)`;
  return { sql, type, mayBeNaN };
}

function coalesce(call: FunctionCall): TypedExpression {
  const what = 'All COALESCE operands must be the same type or coercible to a common type';
  const { expressions, type, mayBeNaN } = unify(call.arguments, what);
  const [first, ...others] = expressions.map(({ sql }) => sql);
  return { sql: `coalesce(${[first, ...others.map((other) => onlyIfNull(first, other))].join(', ')})`, type, mayBeNaN };
}

/** Texts of nested calls would double with every level. */
const MAX_GUARD_LENGTH = 200;

/** What stands in two of a SELECT's expressions DuckDB computes in front of both, for every row, unless it stands in a CASE. */
function onlyIfNull(first: string, other: string): string {
  const isGuarded = first.length <= MAX_GUARD_LENGTH && mayFail(other);
  return isGuarded ? `CASE WHEN ${first} IS NULL THEN ${other} END` : other;
}

function nullif({ arguments: [a, b], context }: FunctionCall): TypedExpression {
  if (a.type.kind === 'unknown') return a;
  if (b.type.kind === 'unknown') return { ...a, constant: undefined, name: undefined };
  const sql = `(CASE WHEN ${context.equals(a, b).sql} THEN NULL ELSE ${a.sql} END)`;
  return { sql, type: a.type, mayBeNaN: a.mayBeNaN };
}

/** NULL if any is; NaN only where there is nothing else. */
function extreme(call: FunctionCall): TypedExpression {
  const { expressions, type, mayBeNaN } = unify(
    call.arguments,
    `All ${call.name.toUpperCase()} arguments must be of one type`,
    'FUNCTION_NOT_FOUND',
  );
  if (!isOrderable(type)) {
    throw new TracelakeError('FUNCTION_NOT_FOUND', `${call.name} wants values that have an order`);
  }
  if (isFloating(type) && mayBeNaN) {
    const list = `[${expressions.map(({ sql }) => sql).join(', ')}]`;
    const pick = call.name === 'greatest' ? 'list_max' : 'list_min';
    const sql = `(CASE WHEN list_count(${list}) = len(${list}) THEN coalesce(${pick}(list_filter(${list}, lambda e: NOT isnan(e))), ${pick}(${list})) END)`;
    return { sql, type, mayBeNaN };
  }
  const nullable = expressions.filter(({ constant }) => constant === undefined || constant === null);
  const plain = extremeOf(call.name as 'greatest' | 'least', expressions, type, mayBeNaN);
  if (nullable.length === 0) return { sql: plain, type, mayBeNaN };
  const anyNull = nullable.map(({ sql }) => `${sql} IS NULL`).join(' OR ');
  return { sql: `(CASE WHEN ${anyNull} THEN NULL ELSE ${plain} END)`, type, mayBeNaN };
}

function extremeOf(
  which: 'greatest' | 'least',
  values: readonly TypedExpression[],
  type: TrinoType,
  mayBeNaN: boolean,
): string {
  if (isComparedInTurn(type, mayBeNaN)) {
    return extremeContainer(`[${values.map(({ sql }) => sql).join(', ')}]`, type, which);
  }
  const all = values.map(({ sql }) => withoutNulls(sql, type)).join(', ');
  const isKeyed = which === 'greatest' && mayBeNaN && holdsFloating(type);
  return isKeyed ? greatestOf(`[${all}]`, type) : `${which}(${all})`;
}

/** DuckDB refuses TRY over these: the query then fails where Trino gives NULL, but is never wrong. */
const NOT_TRIED = /\bSELECT\b|\brandom\(/;

function tryFunction({ arguments: [x] }: FunctionCall): TypedExpression {
  const sql = NOT_TRIED.test(x.sql) ? x.sql : caught(x.sql, x.type);
  return { sql, type: x.type, mayBeNaN: x.mayBeNaN };
}

function typeofFunction({ arguments: [x] }: FunctionCall): TypedExpression {
  // As Trino shows it: names of fields without their quotes.
  const text = typeText(x.type).replaceAll('"', '');
  return { sql: quoteLiteral(text), type: VARCHAR, constant: text, mayBeNaN: false };
}

/** NULL is a value like others to these. */
const TAKES_NULL = { takesNull: true };

export const CONDITIONAL_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('if', overload('(ANY,ANY)', ifFunction, TAKES_NULL), overload('(ANY,ANY,ANY)', ifFunction, TAKES_NULL)),
  scalar('coalesce', overload('(ANY,ANY...)', coalesce, TAKES_NULL)),
  scalar('nullif', overload('(ANY,ANY)', nullif, TAKES_NULL)),
  scalar('greatest', overload('(ANY...)', extreme)),
  scalar('least', overload('(ANY...)', extreme)),
  scalar('try', overload('(ANY)', tryFunction, TAKES_NULL)),
  scalar('typeof', overload('(ANY)', typeofFunction, TAKES_NULL)),
  scalar('format', overload('(ANY,ANY...)', formatted, { ...TAKES_NULL, result: () => VARCHAR })),
];
