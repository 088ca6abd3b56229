// Arithmetic of decimals: precision and scale as Trino derives them, printed so that DuckDB computes with digits enough.
import { TracelakeError } from '@tracelake/schema';
import { nullsFirst, raise } from '../duckdb/raise.ts';
import { coerce } from '../types/coercion.ts';
import { asDecimal } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { decimal } from '../types/type-constructors.ts';
import { unscaledDecimal } from '../types/unscaled-decimal.ts';
import { DIVISION_BY_ZERO, guardedDivision } from './guarded-division.ts';
import type { ArithmeticOperator } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

const MAX_PRECISION = 38;
/** DuckDB multiplies narrower ones in 64 bits, also where the product has more. */
const WORD_PRECISION = 18;

interface Operands {
  readonly x: string;
  readonly y: string;
  readonly left: Decimal;
  readonly right: Decimal;
}

/** Both operands are decimals or integers. */
export function decimalArithmetic(
  operator: ArithmeticOperator,
  a: TypedExpression,
  b: TypedExpression,
): TypedExpression {
  const left = asDecimal(a.type);
  const right = asDecimal(b.type);
  const type = resultType(operator, left, right);
  const operands = { x: coerce(a, left).sql, y: coerce(b, right).sql, left, right };
  return { sql: print(operator, operands, type), type, mayBeNaN: false };
}

function resultType(operator: ArithmeticOperator, left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  const leftDigits = left.precision - left.scale;
  const rightDigits = right.precision - right.scale;
  switch (operator) {
    case '+':
    case '-':
      return decimal(Math.max(leftDigits, rightDigits) + scale + 1, scale);
    case '*':
      if (left.scale + right.scale > MAX_PRECISION) {
        throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', 'DECIMAL scale must not exceed 38');
      }
      return decimal(left.precision + right.precision, left.scale + right.scale);
    case '/':
      return decimal(left.precision + right.scale + Math.max(right.scale - left.scale, 0), scale);
    default:
      return decimal(Math.min(leftDigits, rightDigits) + scale, scale);
  }
}

function print(operator: ArithmeticOperator, operands: Operands, type: Decimal): string {
  const { x, y, left, right } = operands;
  const target = duckdbType(type);
  switch (operator) {
    case '+':
    case '-':
      return `CAST(${rescaled(x, left, type, y)} ${operator} ${rescaled(y, right, type, x)} AS ${target})`;
    case '*':
      return `CAST(${multiplicand(operands)} * ${y} AS ${target})`;
    case '/':
      return quotient(operands, type);
    default:
      return remainder(operands, type);
  }
}

/** @param other the operand beside it, whose NULL wins */
function rescaled(sql: string, from: Decimal, to: Decimal, other: string): string {
  const cast = `CAST(${sql} AS ${duckdbType(to)})`;
  if (from.precision - from.scale <= to.precision - to.scale) return cast;
  const limit = `CAST(1${'0'.repeat(to.precision - to.scale)} AS ${duckdbType(from)})`;
  const overflow = nullsFirst(raise('NUMERIC_VALUE_OUT_OF_RANGE', "'Decimal overflow'", duckdbType(to)), [other]);
  return `(CASE WHEN ${sql} >= ${limit} OR ${sql} <= -${limit} THEN ${overflow} ELSE ${cast} END)`;
}

function multiplicand({ x, left, right }: Operands): string {
  const isNarrow = Math.max(left.precision, right.precision) <= WORD_PRECISION;
  const overflows = isNarrow && left.precision + right.precision > WORD_PRECISION;
  return overflows ? `CAST(${x} AS ${duckdbType(decimal(WORD_PRECISION + 1, left.scale))})` : x;
}

/** Rounds half up at the result's scale. */
function quotient({ x, y, left, right }: Operands, type: Decimal): string {
  const shift = type.scale - left.scale + right.scale;
  const [n, d] = [unscaledDecimal(x, left), unscaledDecimal(y, right)];
  // The macro doubles both on its way.
  const fits = left.precision + shift < MAX_PRECISION && right.precision < MAX_PRECISION;
  const scaled = shift > 0 ? `${n} * CAST(1${'0'.repeat(shift)} AS HUGEINT)` : n;
  const result = fits ? guardedDivision('t_divide_unscaled', scaled, d) : wideQuotient(n, d, shift);
  const target = duckdbType(type);
  if (type.scale === 0) return `CAST(${result} AS ${target})`;
  const unit = `CAST(0.${'0'.repeat(type.scale - 1)}1 AS DECIMAL(${type.scale},${type.scale}))`;
  return `CAST(CAST(${result} AS DECIMAL(38,0)) * ${unit} AS ${target})`;
}

/** Sums have 38 digits by type, and nearly always few by value: those divide in 128 bits. */
function wideQuotient(n: string, d: string, shift: number): string {
  const power = `CAST(1${'0'.repeat(Math.min(shift, MAX_PRECISION))} AS HUGEINT)`;
  const limit = shift < MAX_PRECISION ? `CAST(1${'0'.repeat(MAX_PRECISION - 1 - shift)} AS HUGEINT)` : '0';
  return `list_transform([{'n': ${n}, 'd': ${d}}], lambda q: t_divide_wide(q.n, q.d, ${shift}, ${power}, ${limit}, ${DIVISION_BY_ZERO}))[1]`;
}

function remainder({ x, y, left, right }: Operands, type: Decimal): string {
  const digits = Math.max(left.precision - left.scale, right.precision - right.scale) + type.scale;
  const target = duckdbType(type);
  if (digits > MAX_PRECISION) {
    const unscaled = `j_decimal_remainder(CAST(${x} AS VARCHAR), CAST(${y} AS VARCHAR))`;
    const unit = `CAST(${type.scale === 0 ? '1' : `0.${'0'.repeat(type.scale - 1)}1`} AS DECIMAL(${Math.max(type.scale, 1)},${type.scale}))`;
    return `CAST(CAST(${unscaled} AS DECIMAL(38,0)) * ${unit} AS ${target})`;
  }
  const wide = duckdbType(decimal(digits, type.scale));
  return `CAST(${guardedDivision('t_remainder_of_decimals', `CAST(${x} AS ${wide})`, `CAST(${y} AS ${wide})`)} AS ${target})`;
}
