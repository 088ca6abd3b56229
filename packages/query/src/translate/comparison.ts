// Trino's comparisons: sides widened to one type, NaN never equal, rows and arrays with undecided NULLs, maps without order.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { instant } from '../functions/zoned-time.ts';
import { canonicalMaps } from '../types/canonical-form.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { duckdbType, structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { BOOLEAN } from '../types/type-constructors.ts';
import { isFloating } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { holdsRunTimeZone } from '../types/zones.ts';
import { nullFirst } from './null-first.ts';
import { refuseOperands } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

type ZonedType = Extract<TrinoType, { readonly kind: 'timestamp with time zone' }>;
type RowType = Extract<TrinoType, { readonly kind: 'row' }>;
type MapType = Extract<TrinoType, { readonly kind: 'map' }>;

/** Throws TYPE_MISMATCH, without a place. */
export function compare(operator: ComparisonOperator, a: TypedExpression, b: TypedExpression): TypedExpression {
  const type = commonType(a.type, b.type) ?? refuseOperands(operator, a, b);
  const equality = operator === '=' || operator === '<>';
  if (equality ? !isComparable(type) : !isOrderable(type)) refuseOperands(operator, a, b);
  if (type.kind === 'row') return compareRows(operator, a, b, type);
  const [left, right] =
    type.kind === 'timestamp with time zone' ? instants(a, b, type) : [coerce(a, type), coerce(b, type)];
  if (equality && type.kind === 'array') return equalOrNot(operator, arraysEqual(left, right, type.element));
  if (equality && type.kind === 'map') return equalOrNot(operator, mapsEqual(left, right, type));
  if (type.kind === 'array') return orderArrays(operator, left, right, type);
  return nullFirst(compareValues(operator, [a, b], [left, right], type), [a, b]);
}

/** Sides that as NaN make DuckDB's answer true, or of `<>` false: there NaN equals itself and is the greatest. */
const GUARDED: Readonly<Record<ComparisonOperator, 'left' | 'right' | 'both'>> = {
  '=': 'both',
  '<>': 'both',
  '<': 'right',
  '<=': 'right',
  '>': 'left',
  '>=': 'left',
};

function compareValues(
  operator: ComparisonOperator,
  [a, b]: readonly [TypedExpression, TypedExpression],
  [left, right]: readonly [TypedExpression, TypedExpression],
  type: TrinoType,
): TypedExpression {
  const plain = `(${left.sql} ${operator} ${right.sql})`;
  const guarded = GUARDED[operator];
  const isExposed = guarded === 'both' ? a.mayBeNaN && b.mayBeNaN : (guarded === 'left' ? a : b).mayBeNaN;
  if (!isFloating(type) || !isExposed) return truth(plain);
  const [side, other] = guarded === 'right' ? [right, left] : [left, right];
  // Beside a NULL it stays NULL.
  const isKnown = other.constant !== undefined && other.constant !== null;
  const exposed = isKnown ? `isnan(${side.sql})` : `(isnan(${side.sql}) AND ${other.sql} IS NOT NULL)`;
  return truth(operator === '<>' ? `(${plain} OR ${exposed})` : `(${plain} AND NOT ${exposed})`);
}

/** `a IS [NOT] DISTINCT FROM b`: NULL and NaN are values like others. */
export function compareDistinct(a: TypedExpression, b: TypedExpression, negated: boolean): TypedExpression {
  const type = commonType(a.type, b.type) ?? refuseOperands('IS DISTINCT FROM', a, b);
  if (type.kind !== 'timestamp with time zone' && holdsRunTimeZone(type)) refuseInnerOrder('IS DISTINCT FROM', type);
  const sides = type.kind === 'timestamp with time zone' ? instants(a, b, type) : [coerce(a, type), coerce(b, type)];
  const [left, right] = sides.map((side) => canonicalMaps(side));
  return truth(`(${left} IS ${negated ? 'NOT ' : ''}DISTINCT FROM ${right})`);
}

/** Zones do not count: both sides as instants. */
export function instants(a: TypedExpression, b: TypedExpression, type: ZonedType): [TypedExpression, TypedExpression] {
  const plain = { ...type, zone: 'UTC' };
  const [left, right] = [coerce(a, plain), coerce(b, plain)];
  return [
    { ...left, sql: instant(left) },
    { ...right, sql: instant(right) },
  ];
}

/** Expressions widened to one type, and that type. `what` opens the message where there is none. */
export function unify(
  expressions: readonly TypedExpression[],
  what: string,
  code: 'TYPE_MISMATCH' | 'FUNCTION_NOT_FOUND' = 'TYPE_MISMATCH',
): { readonly expressions: readonly TypedExpression[]; readonly type: TrinoType; readonly mayBeNaN: boolean } {
  let type = expressions[0].type;
  for (const expression of expressions) {
    const wider = commonType(type, expression.type);
    if (wider === null) {
      throw new TracelakeError(code, `${what}: ${typeText(type)} vs ${typeText(expression.type)}`);
    }
    type = wider;
  }
  const widened = expressions.map((expression) => coerce(expression, type));
  return { expressions: widened, type, mayBeNaN: expressions.some((expression) => expression.mayBeNaN) };
}

export function isComparable(type: TrinoType): boolean {
  switch (type.kind) {
    case 'json':
      return true;
    case 'function':
      return false;
    case 'array':
      return isComparable(type.element);
    case 'map':
      return isComparable(type.value);
    case 'row':
      return type.fields.every((field) => isComparable(field.type));
    default:
      return true;
  }
}

export function isOrderable(type: TrinoType): boolean {
  switch (type.kind) {
    case 'json':
    case 'map':
    case 'function':
      return false;
    case 'array':
      return isOrderable(type.element);
    case 'row':
      return type.fields.every((field) => isOrderable(field.type));
    default:
      return true;
  }
}

/** A row's field as an expression of its own. */
export function rowField(expression: TypedExpression, index: number): TypedExpression {
  const part = expression.rowParts?.[index];
  if (part !== undefined) return part;
  const field = (expression.type as RowType).fields[index];
  const found = `struct_extract(${expression.sql}, ${quoteLiteral(structField(field, index))})`;
  // Of a constant that is NULL DuckDB would forget the type.
  const sql = expression.sql.startsWith('CAST(') ? `CAST(${found} AS ${duckdbType(field.type)})` : found;
  return { sql, type: field.type, mayBeNaN: expression.mayBeNaN, name: field.name };
}

/** Field by field, so that `(1, NULL) = (2, NULL)` is false, not NULL. */
function compareRows(
  operator: ComparisonOperator,
  a: TypedExpression,
  b: TypedExpression,
  type: RowType,
): TypedExpression {
  const left = coerce(a, type);
  const right = coerce(b, type);
  if (operator !== '=' && operator !== '<>') return orderRows(operator, left, right, type);
  const fields = type.fields.map((_, i) => compare(operator, rowField(left, i), rowField(right, i)).sql);
  return truth(`(${fields.join(operator === '=' ? ' AND ' : ' OR ')})`);
}

/** The first field that differs decides; a NULL before it cannot be ordered. */
function orderRows(
  operator: ComparisonOperator,
  left: TypedExpression,
  right: TypedExpression,
  type: RowType,
): TypedExpression {
  // Here NaN has a place, behind all numbers.
  if ((left.mayBeNaN || right.mayBeNaN) && type.fields.some((field) => isFloating(field.type)))
    refuseInnerOrder(operator, type);
  const strict = operator[0] as '<' | '>';
  const failure = raise('NOT_SUPPORTED', "'ROW comparison not supported for fields with null elements'", 'BOOLEAN');
  const last = type.fields.length - 1;
  const ordered = type.fields.reduceRight((rest, _, i) => {
    const [x, y] = [rowField(left, i), rowField(right, i)];
    const { sql: equal } = compare('=', x, y);
    const { sql: before } = compare(i === last ? operator : strict, x, y);
    const text = i === last ? before : `CASE WHEN ${equal} THEN ${rest} ELSE ${before} END`;
    return `CASE WHEN (${equal}) IS NULL THEN ${failure} ELSE ${text} END`;
  }, '');
  const missing = [left, right].filter(({ rowParts }) => rowParts === undefined).map(({ sql }) => `${sql} IS NULL`);
  if (missing.length === 0) return truth(`(${ordered})`);
  return truth(`(CASE WHEN ${missing.join(' OR ')} THEN NULL ELSE ${ordered} END)`);
}

/** NULL where no element decides. DuckDB's own comparison of lists takes NULLs and NaNs inside for equal. */
function arraysEqual(left: TypedExpression, right: TypedExpression, element: TrinoType): string {
  const plain =
    !isContainer(element) && !holdsRunTimeZone(element) && !(isFloating(element) && (left.mayBeNaN || right.mayBeNaN));
  if (plain) return `t_array_equals(${left.sql}, ${right.sql})`;
  const pair = pairName(element);
  const [a, b] = [left, right].map(({ mayBeNaN }, i) => ({ sql: `${pair}[${i + 1}]`, type: element, mayBeNaN }));
  const equal = `t_all(list_transform(list_zip(${left.sql}, ${right.sql}), lambda ${pair}: ${compare('=', a, b).sql}))`;
  const missing = `${left.sql} IS NULL OR ${right.sql} IS NULL`;
  return `(CASE WHEN ${missing} THEN NULL WHEN len(${left.sql}) <> len(${right.sql}) THEN false ELSE ${equal} END)`;
}

/** Same keys, and equal values in the order of the keys. */
function mapsEqual(left: TypedExpression, right: TypedExpression, type: MapType): string {
  const sortedKeys = ({ sql }: TypedExpression) => `list_sort(map_keys(${sql}))`;
  const values = (map: TypedExpression): TypedExpression => ({
    sql: `list_transform(${entries(map)}, lambda e: e.value)`,
    type: { kind: 'array', element: type.value },
    mayBeNaN: map.mayBeNaN,
  });
  const equal = arraysEqual(values(left), values(right), type.value);
  const holdsNaN =
    isFloating(type.key) && (left.mayBeNaN || right.mayBeNaN)
      ? `WHEN len(list_filter(map_keys(${left.sql}), lambda e: isnan(e))) > 0 THEN false `
      : '';
  return `(CASE ${holdsNaN}WHEN ${sortedKeys(left)} <> ${sortedKeys(right)} THEN false ELSE ${equal} END)`;
}

function isContainer(type: TrinoType): boolean {
  return type.kind === 'array' || type.kind === 'map' || type.kind === 'row';
}

/** The name of a pair in a lambda: another for every level of containers, so that an inner one hides none around it. */
function pairName(element: TrinoType): string {
  return `pair${typeText(element).replace(/[^(]/g, '').length}`;
}

/** The first elements that differ decide, else the lengths; Trino fails where a NULL comes before. DuckDB has an order for NULLs inside. */
function orderArrays(
  operator: ComparisonOperator,
  left: TypedExpression,
  right: TypedExpression,
  type: Extract<TrinoType, { readonly kind: 'array' }>,
): TypedExpression {
  if (isFloating(type.element) && (left.mayBeNaN || right.mayBeNaN)) refuseInnerOrder(operator, type);
  const byElements = orderByElements(operator, left, right, type.element);
  if (isContainer(type.element)) return truth(byElements);
  const hasNull = [left, right].map(({ sql }) => `list_count(${sql}) < len(${sql})`).join(' OR ');
  return truth(`(CASE WHEN ${hasNull} THEN ${byElements} ELSE ${left.sql} ${operator} ${right.sql} END)`);
}

function orderByElements(
  operator: ComparisonOperator,
  left: TypedExpression,
  right: TypedExpression,
  element: TrinoType,
): string {
  const pair = pairName(element);
  const [lists, place] = [`${pair}s`, `${pair}_place`];
  const [a, b] = [`${lists}.a`, `${lists}.b`];
  const elementOf = (sql: string, { mayBeNaN }: TypedExpression) => ({ sql, type: element, mayBeNaN });
  const [x, y] = [elementOf(`list_extract(${a}, ${place})`, left), elementOf(`list_extract(${b}, ${place})`, right)];
  const equal = compare('=', elementOf(`${pair}[1]`, left), elementOf(`${pair}[2]`, right)).sql;
  const decides = `list_transform(list_zip(${a}, ${b})[1 : least(len(${a}), len(${b}))], lambda ${pair}: coalesce(NOT ${equal}, true))`;
  const failure = raise('NOT_SUPPORTED', "'ARRAY comparison not supported for arrays with null elements'", 'BOOLEAN');
  const decided = `CASE WHEN ${place} IS NULL THEN len(${a}) ${operator} len(${b})
    WHEN (${compare('=', x, y).sql}) IS NULL THEN ${failure} ELSE ${compare(operator[0] as '<' | '>', x, y).sql} END`;
  return `list_transform([{'a': ${left.sql}, 'b': ${right.sql}}], lambda ${lists}: CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL
    ELSE list_transform([list_position(${decides}, true)], lambda ${place}: ${decided})[1] END)[1]`;
}

function refuseInnerOrder(operator: ComparisonOperator | 'IS DISTINCT FROM', type: TrinoType): never {
  throw new TracelakeError('NOT_SUPPORTED', `${typeText(type)} cannot be compared by ${operator} locally`);
}

/** DuckDB compares maps in the order of their entries. */
function entries(map: TypedExpression): string {
  return `list_sort(map_entries(${map.sql}))`;
}

function equalOrNot(operator: '=' | '<>' | string, equal: string): TypedExpression {
  return truth(operator === '=' ? equal : `(NOT ${equal})`);
}

export function truth(sql: string): TypedExpression {
  return { sql, type: BOOLEAN, mayBeNaN: false };
}
