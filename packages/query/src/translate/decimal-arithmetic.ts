// Arithmetic of decimals: precision and scale as Trino derives them, division and remainder exact by integers of 128 bits.
import { TracelakeError } from '@tracelake/schema';
import { coerce } from '../types/coercion.ts';
import { asDecimal } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { decimal } from '../types/type-constructors.ts';
import type { ArithmeticOperator } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

const MAX_PRECISION = 38;

/** Both operands are decimals or integers. */
export function decimalArithmetic(
  operator: ArithmeticOperator,
  a: TypedExpression,
  b: TypedExpression,
): TypedExpression {
  const left = asDecimal(a.type);
  const right = asDecimal(b.type);
  const x = coerce(a, left).sql;
  const y = coerce(b, right).sql;
  const type = resultType(operator, left, right);
  return { sql: print(operator, x, y, left, right, type), type, mayBeNaN: false };
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

function print(operator: ArithmeticOperator, x: string, y: string, left: Decimal, right: Decimal, type: Decimal) {
  const target = duckdbType(type);
  switch (operator) {
    case '+':
    case '-':
      return `CAST(CAST(${x} AS ${target}) ${operator} CAST(${y} AS ${target}) AS ${target})`;
    case '*':
      return `CAST(${x} * ${y} AS ${target})`;
    case '/':
      return quotient(x, y, left, right, type);
    default: {
      const digits = Math.max(left.precision - left.scale, right.precision - right.scale) + type.scale;
      const wide = duckdbType(decimal(digits, type.scale));
      return `CAST(t_remainder(CAST(${x} AS ${wide}), CAST(${y} AS ${wide})) AS ${target})`;
    }
  }
}

/** Rounds half up at the result's scale. */
function quotient(x: string, y: string, left: Decimal, right: Decimal, type: Decimal): string {
  const shift = type.scale - left.scale + right.scale;
  const numerator = shift > 0 ? `${unscaled(x, left)} * CAST(1${'0'.repeat(shift)} AS HUGEINT)` : unscaled(x, left);
  const result = `t_divide_unscaled(${numerator}, ${unscaled(y, right)})`;
  const target = duckdbType(type);
  if (type.scale === 0) return `CAST(${result} AS ${target})`;
  const unit = `CAST(0.${'0'.repeat(type.scale - 1)}1 AS DECIMAL(${type.scale},${type.scale}))`;
  return `CAST(CAST(${result} AS DECIMAL(38,0)) * ${unit} AS ${target})`;
}

/** The digits without the point, as HUGEINT. */
function unscaled(sql: string, type: Decimal): string {
  if (type.scale === 0) return `CAST(${sql} AS HUGEINT)`;
  if (type.precision + type.scale <= MAX_PRECISION) {
    return `CAST(CAST(${sql} AS DECIMAL(38,${type.scale})) * 1${'0'.repeat(type.scale)} AS HUGEINT)`;
  }
  return `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`;
}
