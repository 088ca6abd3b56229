// Trino's + - * / % and sign: the result type by Trino's rules, printed so that DuckDB computes the same value or fails.
import { TracelakeError } from '@tracelake/schema';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { DOUBLE, decimal, REAL, TINYINT } from '../types/type-constructors.ts';
import { isFloating, isInteger, isInterval, isNumeric } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { decimalArithmetic } from './decimal-arithmetic.ts';
import { guardedDivision } from './guarded-division.ts';
import { nullFirst } from './null-first.ts';
import { operandHint } from './operand-hint.ts';
import { temporalArithmetic } from './temporal-arithmetic.ts';
import type { TypedExpression } from './typed-expression.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** Throws TYPE_MISMATCH, without a place. */
export function arithmetic(operator: ArithmeticOperator, a: TypedExpression, b: TypedExpression): TypedExpression {
  if (a.type.kind === 'unknown' || b.type.kind === 'unknown') return nullResult(operator, a, b);
  const result = isNumeric(a.type) && isNumeric(b.type) ? numeric(operator, a, b) : temporalArithmetic(operator, a, b);
  return nullFirst(result ?? refuseOperands(operator, a, b), [a, b]);
}

function numeric(operator: ArithmeticOperator, a: TypedExpression, b: TypedExpression): TypedExpression {
  if (isFloating(a.type) || isFloating(b.type)) return floating(operator, a, b);
  const isDecimal = a.type.kind === 'decimal' || b.type.kind === 'decimal';
  return isDecimal ? decimalArithmetic(operator, a, b) : integral(operator, a, b);
}

/** `-x`; of a literal it stays a literal. */
export function negate(operand: TypedExpression): TypedExpression {
  const { type, sql } = operand;
  if (type.kind === 'unknown') refuseUntypedNull();
  if (!isNumeric(type) && !isInterval(type)) {
    throw new TracelakeError('TYPE_MISMATCH', `Cannot negate ${typeText(type)}`);
  }
  const constant = negatedConstant(operand);
  if (isInteger(type) && typeof constant === 'bigint') {
    // DuckDB reads -2147483648 as a BIGINT.
    return { ...operand, sql: `CAST(${constant} AS ${duckdbType(type)})`, constant, name: undefined };
  }
  return { ...operand, sql: `(- ${sql})`, constant, name: undefined };
}

function negatedConstant({ constant, type }: TypedExpression): TypedExpression['constant'] {
  if (typeof constant === 'bigint') return -constant;
  if (typeof constant === 'number') return -constant;
  if (type.kind === 'decimal' && typeof constant === 'string') {
    return constant.startsWith('-') ? constant.slice(1) : `-${constant}`;
  }
  return undefined;
}

/** Trino names `>` by its mirror image. */
const NAMED_AS: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' };

export function refuseOperands(operator: string, a: TypedExpression, b: TypedExpression): never {
  const named = NAMED_AS[operator] ?? operator;
  const hint = operandHint(operator, a, b);
  const message = `Cannot apply operator: ${typeText(a.type)} ${named} ${typeText(b.type)}`;
  throw new TracelakeError('TYPE_MISMATCH', message, hint === undefined ? {} : { hint });
}

/** An operand that is a bare NULL takes the type of the other; beside a decimal it is the smallest one. */
function nullResult(operator: ArithmeticOperator, a: TypedExpression, b: TypedExpression): TypedExpression {
  const known = a.type.kind === 'unknown' ? b : a;
  if (isAmbiguous(operator, a.type, b.type)) refuseUntypedNull();
  if (known.type.kind === 'unknown') return { sql: 'CAST(NULL AS TINYINT)', type: TINYINT, mayBeNaN: false };
  const nullOf = (type: TrinoType): TypedExpression => ({
    sql: `CAST(NULL AS ${duckdbType(type)})`,
    type,
    mayBeNaN: false,
  });
  const other = known.type.kind === 'decimal' ? decimal(1, 0) : known.type;
  const [left, right] = [a, b].map(({ type }) => nullOf(type.kind === 'unknown' ? other : type));
  const { type } = isNumeric(known.type) ? arithmetic(operator, left, right) : nullTemporal(operator, known);
  return { sql: `CAST(NULL AS ${duckdbType(type)})`, type, mayBeNaN: false };
}

/** NULL may be a number or an interval, and an interval may be multiplied by a bigint or a double. */
function isAmbiguous(operator: ArithmeticOperator, a: TrinoType, b: TrinoType): boolean {
  const known = a.kind === 'unknown' ? b : a;
  switch (operator) {
    case '%':
      return false;
    case '*':
      return known.kind === 'unknown' || known.kind === 'bigint' || known.kind === 'double';
    case '/':
      return a.kind === 'unknown' && (b.kind === 'unknown' || b.kind === 'double');
    default:
      return known.kind === 'unknown' || isInterval(known);
  }
}

function refuseUntypedNull(): never {
  throw new TracelakeError('AMBIGUOUS_FUNCTION_CALL', 'A NULL without a type leaves open which operator is meant', {
    hint: 'Write CAST(NULL AS …).',
  });
}

function nullTemporal(operator: ArithmeticOperator, known: TypedExpression): TypedExpression {
  const additive = operator === '+' || operator === '-';
  if (isInterval(known.type) || (additive && /^(date|time)/.test(known.type.kind))) return known;
  return refuseOperands(operator, known, { ...known, type: { kind: 'unknown' } });
}

function floating(operator: ArithmeticOperator, a: TypedExpression, b: TypedExpression): TypedExpression {
  const type: TrinoType = a.type.kind === 'double' || b.type.kind === 'double' ? DOUBLE : REAL;
  const left = coerce(a, type).sql;
  const right = coerce(b, type).sql;
  if (operator === '%') {
    const sql = `(CASE WHEN ${right} = 0 THEN ${left} * CAST('NaN' AS ${duckdbType(type)}) ELSE ${left} % ${right} END)`;
    return { sql, type, mayBeNaN: true };
  }
  // 0/0 is NaN; so are ∞ - ∞ and 0 × ∞, but an infinity comes only from what may be NaN itself, or from an overflow.
  const mayBeNaN = a.mayBeNaN || b.mayBeNaN || (operator === '/' && !isNonZeroConstant(b));
  return { sql: `(${left} ${operator} ${right})`, type, mayBeNaN };
}

function integral(operator: ArithmeticOperator, a: TypedExpression, b: TypedExpression): TypedExpression {
  const type = commonType(a.type, b.type) ?? refuseOperands(operator, a, b);
  const left = coerce(a, type).sql;
  const right = coerce(b, type).sql;
  if (operator !== '/' && operator !== '%') return { sql: `(${left} ${operator} ${right})`, type, mayBeNaN: false };
  // The smallest number has no positive, which DuckDB would divide to.
  if (isNonZeroConstant(b) && (operator === '/' || Number(b.constant) !== -1)) {
    return { sql: `(${left} ${operator === '/' ? '//' : '%'} ${right})`, type, mayBeNaN: false };
  }
  const macro = operator === '/' ? 't_divide' : 't_remainder';
  return { sql: `CAST(${guardedDivision(macro, left, right)} AS ${duckdbType(type)})`, type, mayBeNaN: false };
}

function isNonZeroConstant({ constant }: TypedExpression): boolean {
  return constant !== undefined && constant !== null && Number(constant) !== 0;
}
