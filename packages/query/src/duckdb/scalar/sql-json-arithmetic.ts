// Arithmetic and the number methods of SQL/JSON paths, by the types that SQL gives the operands.
import { decimalItem, type JsonItem } from './json-item.ts';

/** A path that cannot be evaluated over a value. */
export class JsonPathError extends Error {}

type Integer = Extract<JsonItem, { kind: 'integer' }>;
type Decimal = Extract<JsonItem, { kind: 'decimal' }>;
type Numeric = Integer | Decimal | Extract<JsonItem, { kind: 'double' }>;
type Operator = '+' | '-' | '*' | '/' | '%';

export function itemArithmetic(operator: Operator, left: JsonItem, right: JsonItem): JsonItem {
  const [a, b] = [numeric(left), numeric(right)];
  if (a.kind === 'double' || b.kind === 'double') {
    return { kind: 'double', value: floating(operator, doubleOf(a), doubleOf(b)) };
  }
  if (a.kind === 'integer' && b.kind === 'integer') return integral(operator, a, b);
  return decimal(operator, asDecimal(a), asDecimal(b));
}

export function negated(item: JsonItem): JsonItem {
  const number = numeric(item);
  if (number.kind === 'double') return { kind: 'double', value: -number.value };
  if (number.kind === 'decimal') return { ...number, unscaled: -number.unscaled };
  return sized(-number.value, number.bits);
}

export function itemMethod(method: 'double' | 'ceiling' | 'floor' | 'abs', item: JsonItem): JsonItem {
  if (method === 'double') return toDouble(item);
  const number = numeric(item);
  if (number.kind === 'double') {
    const value = { ceiling: Math.ceil, floor: Math.floor, abs: Math.abs }[method](number.value);
    return { kind: 'double', value };
  }
  if (method === 'abs') {
    const isNegative = number.kind === 'integer' ? number.value < 0n : number.unscaled < 0n;
    return isNegative ? negated(number) : number;
  }
  return number.kind === 'integer' ? number : integralPart(method, number);
}

function toDouble(item: JsonItem): JsonItem {
  if (item.kind !== 'text') return { kind: 'double', value: doubleOf(numeric(item)) };
  const text = item.value.trim();
  if (!/^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/.test(text))
    throw new JsonPathError('not a number');
  return { kind: 'double', value: Number(text) };
}

function numeric(item: JsonItem): Numeric {
  const isNumber = item.kind === 'double' || item.kind === 'decimal' || (item.kind === 'integer' && item.bits > 0);
  if (isNumber) return item as Numeric;
  throw new JsonPathError(
    `invalid item type. Expected: NUMBER, actual: ${item.kind === 'text' ? 'STRING' : item.kind}`,
  );
}

function sized(value: bigint, bits: 0 | 32 | 64): JsonItem {
  if (BigInt.asIntN(bits, value) !== value) throw new JsonPathError('out of range');
  return { kind: 'integer', value, bits };
}

function doubleOf(item: Numeric): number {
  if (item.kind === 'decimal') return Number(`${item.unscaled}e${-item.scale}`);
  return Number(item.value);
}

function asDecimal(item: Integer | Decimal): Decimal {
  return item.kind === 'decimal' ? item : { kind: 'decimal', unscaled: item.value, scale: 0 };
}

function floating(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

function integral(operator: Operator, a: Integer, b: Integer): JsonItem {
  const bits = a.bits === 64 || b.bits === 64 ? 64 : 32;
  switch (operator) {
    case '+':
      return sized(a.value + b.value, bits);
    case '-':
      return sized(a.value - b.value, bits);
    case '*':
      return sized(a.value * b.value, bits);
    case '/':
      return sized(a.value / nonZero(b.value), bits);
    case '%':
      return sized(a.value % nonZero(b.value), bits);
  }
}

function decimal(operator: Operator, a: Decimal, b: Decimal): JsonItem {
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [a, b].map((side) => side.unscaled * 10n ** BigInt(scale - side.scale));
  switch (operator) {
    case '+':
      return { kind: 'decimal', unscaled: x + y, scale };
    case '-':
      return { kind: 'decimal', unscaled: x - y, scale };
    case '*':
      return { kind: 'decimal', unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale };
    case '/':
      return { kind: 'decimal', unscaled: halfUp(x * 10n ** BigInt(scale), nonZero(y)), scale };
    case '%':
      return { kind: 'decimal', unscaled: x % nonZero(y), scale };
  }
}

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new JsonPathError('Division by zero');
  return divisor;
}

function halfUp(dividend: bigint, divisor: bigint): bigint {
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
  const [n, d] = [magnitude(dividend), magnitude(divisor)];
  const quotient = (2n * n + d) / (2n * d);
  return dividend < 0n === divisor < 0n ? quotient : -quotient;
}

function integralPart(method: 'ceiling' | 'floor', { unscaled, scale }: Decimal): JsonItem {
  const unit = 10n ** BigInt(scale);
  const cut = unscaled / unit;
  const isExact = cut * unit === unscaled;
  const away = method === 'ceiling' ? unscaled > 0n : unscaled < 0n;
  return decimalItem(String(isExact || !away ? cut : cut + (unscaled > 0n ? 1n : -1n)));
}
