// The value of a constant expression that bounds a column: literals, sums and products of them, and distances from now().
import {
  ArithmeticBinaryContext,
  ArithmeticUnaryContext,
  BooleanLiteralContext,
  CastContext,
  CurrentTimestampContext,
  FunctionCallContext,
  IntervalLiteralContext,
  LocalTimestampContext,
  NumericLiteralContext,
  type ParserRuleContext,
  StringLiteralContext,
  TypeConstructorContext,
} from '../parser/trino-grammar.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { isInteger } from '../types/type-predicates.ts';
import type { Scope } from './scope.ts';
import type { ConstantValue } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

export interface KnownConstant {
  readonly type: TrinoType;
  readonly constant: ConstantValue;
}

/** now() and so many milliseconds. */
export interface ConstantFromNow {
  readonly fromNowMs: bigint;
}

export type BoundConstant = KnownConstant | ConstantFromNow;

const LITERALS = [
  NumericLiteralContext,
  StringLiteralContext,
  BooleanLiteralContext,
  IntervalLiteralContext,
  TypeConstructorContext,
];
const MS_PER_DAY = 86_400_000n;
const FIRST_MS = Date.UTC(1000, 0, 1);
const END_MS = Date.UTC(9999, 0, 1);

/** `undefined` for anything else. The expression has been translated before, so it has no error. */
export function boundConstant(node: ParserRuleContext, scope: Scope, walk: Walk): BoundConstant | undefined {
  const inner = innermost(node);
  if (isNow(inner)) return { fromNowMs: 0n };
  if (inner instanceof ArithmeticBinaryContext) {
    const left = boundConstant(inner._left!, scope, walk);
    const right = boundConstant(inner._right!, scope, walk);
    return left && right && combined(left, inner._operator!.text!, right);
  }
  if (!isLiteral(inner)) return undefined;
  const { type, constant } = walk.names.reuse(() => walk.expression(inner, scope));
  return constant === undefined || constant === null ? undefined : { type, constant };
}

function isLiteral(node: ParserRuleContext): boolean {
  const inner = innermost(node);
  if (inner instanceof CastContext) return isLiteral(inner.expression());
  if (inner instanceof ArithmeticUnaryContext) return isLiteral(inner.valueExpression());
  return LITERALS.some((literal) => inner instanceof literal);
}

function isNow(node: ParserRuleContext): boolean {
  if (node instanceof FunctionCallContext) return node.getText().toLowerCase() === 'now()';
  return node instanceof CurrentTimestampContext || node instanceof LocalTimestampContext;
}

function combined(left: BoundConstant, operator: string, right: BoundConstant): BoundConstant | undefined {
  if (operator === '+' && isInterval(left)) return shifted(right, left.constant);
  if (operator === '+' && isInterval(right)) return shifted(left, right.constant);
  if (operator === '-' && isInterval(right)) return shifted(left, -right.constant);
  if ('fromNowMs' in left || 'fromNowMs' in right) return undefined;
  const [a, b] = [left.constant, right.constant];
  if (typeof a !== 'bigint' || typeof b !== 'bigint' || !isInteger(left.type) || !isInteger(right.type))
    return undefined;
  if (operator === '+') return { type: left.type, constant: a + b };
  if (operator === '-') return { type: left.type, constant: a - b };
  return operator === '*' ? { type: left.type, constant: a * b } : undefined;
}

function isInterval(value: BoundConstant): value is KnownConstant & { readonly constant: bigint } {
  return 'type' in value && value.type.kind === 'interval day to second' && typeof value.constant === 'bigint';
}

function shifted(moment: BoundConstant, ms: bigint): BoundConstant | undefined {
  if ('fromNowMs' in moment) return { fromNowMs: moment.fromNowMs + ms };
  const { type, constant } = moment;
  if (type.kind === 'interval day to second' && typeof constant === 'bigint') return { type, constant: constant + ms };
  if (typeof constant !== 'string') return undefined;
  if (type.kind === 'date') {
    const day = ms % MS_PER_DAY === 0n ? shiftedText(`${constant} 00:00:00`, ms)?.slice(0, 10) : undefined;
    return day === undefined ? undefined : { type, constant: day };
  }
  const isMoment = type.kind === 'timestamp' || type.kind === 'timestamp with time zone';
  const text = isMoment ? shiftedText(constant, ms) : undefined;
  return text === undefined ? undefined : { type, constant: text };
}

/** A year of four digits; a zone is none of ours to add to. */
const MOMENT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d+))?$/;

/** Digits below a millisecond stay as they are. `undefined` beyond the years 1000 to 9998. */
function shiftedText(text: string, ms: bigint): string | undefined {
  const [whole, day, time, fraction = ''] = MOMENT.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = fraction.padEnd(3, '0');
  const moved = Date.parse(`${day}T${time}.${digits.slice(0, 3)}Z`) + Number(ms);
  if (!(moved >= FIRST_MS && moved < END_MS)) return undefined;
  const iso = new Date(moved).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${digits.slice(3)}`;
}
