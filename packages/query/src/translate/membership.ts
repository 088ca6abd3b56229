// A value and the rows of a subquery: IN, and comparison with ANY and ALL of them.
import { raise } from '../duckdb/raise.ts';
import { sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext } from '../parser/trino-grammar.ts';
import { canonicalMaps } from '../types/canonical-form.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { anonymousRow } from '../types/type-constructors.ts';
import { isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { type ComparisonOperator, compare, instants, isOrderable, rowField, truth } from './comparison.ts';
import { refuseOperands } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { TranslatedQuery } from './walk.ts';

export interface Subquery extends TranslatedQuery {
  /** Whether it uses columns from around it. */
  readonly isCorrelated: boolean;
}

export interface MembershipOptions {
  readonly negated: boolean;
  /** Whether rows are filtered by its being found. */
  readonly filters: 'yes' | 'no' | 'perhaps';
}

const OPEN_MEMBERSHIP =
  'Whether IN (SELECT …) finds NaN, or a row with a NULL inside, depends on what becomes of it: write it into WHERE';

/** The value, or a field of a row, and the column beside it. */
interface Pair {
  readonly type: TrinoType;
  readonly value: TypedExpression;
  readonly column: TypedExpression;
  /** What both are compared by. */
  readonly keys: readonly [value: string, column: string];
}

/**
 * As Trino plans it. Rows filtered by IN are joined, and so are those of a correlated subquery: there values must be equal, which NaN is to
 * nothing, nor a row with a NULL inside. Everywhere else values are looked up, and what looks the same is found. Which of both happens to a
 * column of a query inside the query, Trino's optimizer decides: there what makes the difference is refused.
 */
export function among(
  form: ParserRuleContext,
  value: TypedExpression,
  query: Subquery,
  { negated, filters }: MembershipOptions,
): TypedExpression {
  const isRow = value.type.kind === 'row';
  const pairs = pairsOf(form, value, query);
  const isJoined = query.isCorrelated || filters === 'yes';
  if (isJoined) for (const { type } of pairs) refuseContainer(form, type);
  if (isRow && query.isCorrelated) return rowExists(pairs, query, negated);
  const [values, columns] = [0, 1].map((side) => pairs.map(({ keys }) => keys[side]));
  const whole = isRow && !isJoined;
  const sought = whole ? struct(values) : isRow ? `(${values.join(', ')})` : values[0];
  const numbers = pairs.filter(({ type, column }) => isJoined && isFloating(type) && column.mayBeNaN);
  const where = numbers.map(({ keys: [, sql] }) => `(${sql} IS NULL OR NOT isnan(${sql}))`).join(' AND ');
  const rows = `SELECT ${whole ? struct(columns) : columns.join(', ')} FROM (${query.sql}) z${where && ` WHERE ${where}`}`;
  const found = `(${sought} ${negated ? 'NOT IN' : 'IN'} (${rows}))`;
  return truth(filters === 'perhaps' && !isJoined ? decided(found, pairs, isRow) : found);
}

/** Fails at a NaN, and at a row with a NULL inside. */
function decided(found: string, pairs: readonly Pair[], isRow: boolean): string {
  const open = pairs.flatMap(({ type, value, column, keys: [sql] }) => [
    ...(isFloating(type) && value.mayBeNaN && column.mayBeNaN ? [`isnan(${sql})`] : []),
    ...(isRow ? [`${sql} IS NULL`] : []),
  ]);
  if (open.length === 0) return found;
  const failure = raise('NOT_SUPPORTED', quoteLiteral(OPEN_MEMBERSHIP), 'BOOLEAN');
  return `(CASE WHEN ${open.join(' OR ')} THEN ${failure} ELSE ${found} END)`;
}

/** DuckDB takes no row for a correlated IN. One that has no equal is not there, NULLs inside or not. */
function rowExists(pairs: readonly Pair[], query: Subquery, negated: boolean): TypedExpression {
  const equal = pairs.map(({ value, column }) => compare('=', value, column).sql).join(' AND ');
  return truth(`(${negated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM (${query.sql}) z WHERE ${equal}))`);
}

/** All but `= ANY` and `<> ALL`. */
export function comparedWithAll(
  form: ParserRuleContext,
  operator: ComparisonOperator,
  quantifier: 'ANY' | 'ALL',
  value: TypedExpression,
  query: Subquery,
): TypedExpression {
  const [pair, ...others] = pairsOf(form, value, query);
  if (others.length > 0) throw refusal(form, value.type);
  refuseContainer(form, pair.type);
  if (!isOrderable(pair.type)) refuseOperands(operator, value, { ...value, type: pair.type });
  const mayBeNaN = isFloating(pair.type) && (pair.value.mayBeNaN || pair.column.mayBeNaN);
  if (operator === '=' || operator === '<>' || mayBeNaN) return comparedWithBounds(operator, quantifier, pair, query);
  const [sought, column] = pair.keys;
  return truth(`(${sought} ${operator} ${quantifier} (SELECT ${column} FROM (${query.sql}) z))`);
}

/** As Trino does it: with the least and the greatest, which NaN is only where there is nothing else. */
function comparedWithBounds(
  operator: ComparisonOperator,
  quantifier: 'ANY' | 'ALL',
  { type, column, value, keys: [sought, key] }: Pair,
  query: Subquery,
): TypedExpression {
  if (operator === '<>') {
    const all = comparedWithBounds('=', 'ALL', { type, column, value, keys: [sought, key] }, query);
    return truth(`(NOT ${all.sql})`);
  }
  const greatest =
    isFloating(type) && column.mayBeNaN
      ? `coalesce(max(CASE WHEN NOT isnan(${key}) THEN ${key} END), max(${key}))`
      : `max(${key})`;
  const bounds = `(SELECT {'n': count(*), 'k': count(${key}), 'low': min(${key}), 'high': ${greatest}} FROM (${query.sql}) z)`;
  const part = (sql: string, { mayBeNaN }: TypedExpression): TypedExpression => ({ sql, type, mayBeNaN });
  const [x, low, high] = [part('q.x', value), part('q.all.low', column), part('q.all.high', column)];
  const isAny = quantifier === 'ANY';
  const takesLow = operator.startsWith('<') !== isAny;
  const compared =
    operator === '='
      ? `(${compare('=', low, high).sql} AND ${compare('=', x, high).sql})`
      : compare(operator, x, takesLow ? low : high).sql;
  const ofNone = String(!isAny);
  const ofNulls = `CASE WHEN q.all.n = q.all.k THEN ${ofNone} END`;
  const answer = `CASE WHEN q.all.n = 0 THEN ${ofNone} ELSE ${compared} ${isAny ? 'OR' : 'AND'} ${ofNulls} END`;
  return truth(`list_transform([{'x': ${sought}, 'all': ${bounds}}], lambda q: ${answer})[1]`);
}

function pairsOf(form: ParserRuleContext, value: TypedExpression, query: Subquery): Pair[] {
  if (value.type.kind !== 'row') return [pairOf(form, value, query, 0, columnType(form, value, query))];
  const columns = anonymousRow(query.columns.map((column) => column.type));
  const type = commonType(value.type, columns);
  if (type?.kind !== 'row') {
    const message = `Value expression and result of subquery must be of the same type: ${typeText(value.type)} vs ${typeText(columns)}`;
    throw sourceError(form, 'TYPE_MISMATCH', message);
  }
  return type.fields.map((field, i) => pairOf(form, rowField(value, i), query, i, field.type));
}

function columnType(form: ParserRuleContext, value: TypedExpression, query: Subquery): TrinoType {
  if (query.columns.length !== 1) {
    const found = typeText(anonymousRow(query.columns.map((column) => column.type)));
    const message = `Value expression and result of subquery must be of the same type: row(${typeText(value.type)}) vs ${found}`;
    throw sourceError(form, 'TYPE_MISMATCH', message);
  }
  const found = query.columns[0].type;
  const type = commonType(value.type, found);
  if (type !== null) return type;
  const message = `value and result of subquery must be of the same type for IN expression: ${typeText(value.type)} vs ${typeText(found)}`;
  throw sourceError(form, 'TYPE_MISMATCH', message);
}

function pairOf(
  form: ParserRuleContext,
  value: TypedExpression,
  query: Subquery,
  place: number,
  type: TrinoType,
): Pair {
  const { type: own, mayBeNaN } = query.columns[place];
  const column: TypedExpression = { sql: `z.c${place + 1}`, type: own, mayBeNaN };
  if (type.kind === 'timestamp with time zone') {
    const [left, right] = instants(value, column, type);
    return { type: left.type, value, column, keys: [left.sql, right.sql] };
  }
  if (holdsRunTimeZone(type)) throw refusal(form, type);
  return { type, value, column, keys: [canonicalMaps(coerce(value, type)), canonicalMaps(coerce(column, type))] };
}

/** NULLs inside are equal to each other in DuckDB. */
function struct(parts: readonly string[]): string {
  return `{${parts.map((sql, i) => `'f${i}': ${sql}`).join(', ')}}`;
}

function refuseContainer(form: ParserRuleContext, type: TrinoType): void {
  if (type.kind === 'array' || type.kind === 'map' || type.kind === 'row') throw refusal(form, type);
}

function refusal(form: ParserRuleContext, type: TrinoType) {
  return sourceError(form, 'NOT_SUPPORTED', `A subquery of ${typeText(type)} cannot be compared locally`);
}
