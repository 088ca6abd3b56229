// The grammar's operators between values: + - * / % || and AT TIME ZONE.
import { locateErrors, sourceError } from '../parser/source-error.ts';
import {
  type ArithmeticBinaryContext,
  type ArithmeticUnaryContext,
  type AtTimeZoneContext,
  type ConcatenationContext,
  type TimeZoneIntervalContext,
  type TimeZoneSpecifierContext,
  TimeZoneStringContext,
} from '../parser/trino-grammar.ts';
import { isInterval, isNumeric } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { concatenate } from './concatenation.ts';
import { intervalLiteral } from './interval-literal.ts';
import { type ArithmeticOperator, arithmetic, negate } from './operators.ts';
import { callScalar } from './scalar-call.ts';
import type { Scope } from './scope.ts';
import { stringValue, textConstant } from './string-literal.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

const MILLISECONDS_PER_MINUTE = 60_000n;

export function arithmeticBinary(node: ArithmeticBinaryContext, scope: Scope, walk: Walk): TypedExpression {
  const operator = node._operator!;
  const left = walk.expression(node._left!, scope);
  const right = walk.expression(node._right!, scope);
  return locateErrors(operator, () => arithmetic(operator.text as ArithmeticOperator, left, right));
}

export function arithmeticUnary(node: ArithmeticUnaryContext, scope: Scope, walk: Walk): TypedExpression {
  const operand = walk.expression(node.valueExpression(), scope);
  if (node._operator!.text === '-') return locateErrors(node, () => negate(operand));
  if (!isNumeric(operand.type) && !isInterval(operand.type) && operand.type.kind !== 'unknown') {
    const message = `Unary '+' operator cannot by applied to ${typeText(operand.type)} type`;
    throw sourceError(node, 'TYPE_MISMATCH', message);
  }
  return { ...operand, name: undefined };
}

export function concatenation(node: ConcatenationContext, scope: Scope, walk: Walk): TypedExpression {
  const left = walk.expression(node._left!, scope);
  const right = walk.expression(node._right!, scope);
  return locateErrors(node.CONCAT().symbol, () => concatenate(left, right));
}

export function atTimeZone(node: AtTimeZoneContext, scope: Scope, walk: Walk): TypedExpression {
  const value = walk.expression(node.valueExpression(), scope);
  if (value.type.kind === 'date' || value.type.kind === 'unknown') {
    const message = `Type of value must be a time or timestamp with or without time zone (actual ${typeText(value.type)})`;
    throw sourceError(node, 'TYPE_MISMATCH', message);
  }
  return callScalar('at_timezone', [value, zone(node.timeZoneSpecifier())], node, walk);
}

function zone(node: TimeZoneSpecifierContext): TypedExpression {
  if (node instanceof TimeZoneStringContext) return textConstant(stringValue(node.string()));
  const interval = intervalLiteral((node as TimeZoneIntervalContext).interval());
  if (interval.type.kind !== 'interval day to second' || typeof interval.constant !== 'bigint') {
    throw sourceError(node, 'TYPE_MISMATCH', 'Invalid interval for a time zone: hours and minutes are expected');
  }
  if (interval.constant % MILLISECONDS_PER_MINUTE !== 0n) return interval;
  const minutes = interval.constant / MILLISECONDS_PER_MINUTE;
  const [absolute, sign] = minutes < 0n ? [-minutes, '-'] : [minutes, '+'];
  const twoDigits = (n: bigint) => String(n).padStart(2, '0');
  return textConstant(`${sign}${twoDigits(absolute / 60n)}:${twoDigits(absolute % 60n)}`);
}
