// A condition of SQL as filters, where they say exactly the same: SQL's negations leave out what is missing, a filter's keep it.
import {
  AndContext,
  ArithmeticUnaryContext,
  BetweenContext,
  BooleanLiteralContext,
  ComparisonContext,
  DistinctFromContext,
  FunctionCallContext,
  InListContext,
  LikeContext,
  LogicalNotContext,
  NullPredicateContext,
  NumericLiteralContext,
  OrContext,
  type ParserRuleContext,
  PredicatedContext,
  StringLiteralContext,
} from '../parser/trino-grammar.ts';
import { terms } from '../translate/logic.ts';
import { operatorOf } from '../translate/predicate.ts';
import { stringValue } from '../translate/string-literal.ts';
import { innermost } from '../translate/unwrap.ts';
import { plainField } from './plain-calculation.ts';
import type { Filter, FilterNode, FilterOp, FilterValue } from './structured-query.ts';

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const TEXT_FUNCTIONS: Readonly<Record<string, FilterOp>> = { starts_with: 'starts-with', regexp_like: 'matches' };

/** `undefined` where no filter says it. */
export function plainCondition(node: ParserRuleContext): FilterNode | undefined {
  const inner = innermost(node);
  if (inner instanceof AndContext) return joined(terms(inner, AndContext), 'AND');
  if (inner instanceof OrContext) return joined(terms(inner, OrContext), 'OR');
  if (inner instanceof LogicalNotContext) return flag(inner.booleanExpression(), false);
  if (inner instanceof PredicatedContext) return predicate(inner);
  if (inner instanceof FunctionCallContext) return textCall(inner);
  return flag(inner, true);
}

/** A number, a text, true or false. */
export function plainValue(node: ParserRuleContext): FilterValue | undefined {
  const inner = innermost(node);
  if (inner instanceof StringLiteralContext) return stringValue(inner.string());
  if (inner instanceof BooleanLiteralContext) return inner.booleanValue().KW_TRUE() !== null;
  const isNegative = inner instanceof ArithmeticUnaryContext && inner._operator?.text === '-';
  const digits = isNegative ? innermost(inner.valueExpression()) : inner;
  if (!(digits instanceof NumericLiteralContext)) return undefined;
  const text = `${isNegative ? '-' : ''}${digits.getText().replaceAll('_', '')}`;
  const value = Number(text);
  // Digits as text keep all of a 64-bit integer.
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text) ? text : value;
}

function joined(nodes: readonly ParserRuleContext[], filterCombination: 'AND' | 'OR'): FilterNode | undefined {
  const filters = nodes.map(plainCondition);
  return filters.every((filter) => filter !== undefined) ? { filters, filterCombination } : undefined;
}

/** `main`, `NOT main`. */
function flag(node: ParserRuleContext, value: boolean): Filter | undefined {
  const column = plainField(node);
  return column === undefined ? undefined : { column, op: '=', value };
}

function predicate(node: PredicatedContext): FilterNode | undefined {
  const form = node.predicate()!;
  if (form instanceof ComparisonContext) return comparison(node.valueExpression(), form);
  const column = plainField(node.valueExpression());
  if (column === undefined) return undefined;
  if (form instanceof NullPredicateContext) {
    return { column, op: form.KW_NOT() === null ? 'does-not-exist' : 'exists' };
  }
  if (form instanceof InListContext) return list(column, form);
  if (form instanceof BetweenContext) return between(column, form);
  if (form instanceof LikeContext) return like(column, form);
  if (form instanceof DistinctFromContext && form.KW_NOT() === null) {
    const value = plainValue(form.valueExpression());
    return value === undefined ? undefined : { column, op: '!=', value };
  }
  return undefined;
}

function comparison(left: ParserRuleContext, form: ComparisonContext): FilterNode | undefined {
  const operator = operatorOf(form.comparisonOperator());
  const right = form.valueExpression();
  const contained = containedText(left, operator, right);
  if (contained !== undefined) return contained;
  const isTurned = plainField(left) === undefined;
  const column = plainField(isTurned ? right : left);
  const value = plainValue(isTurned ? left : right);
  if (column === undefined || value === undefined) return undefined;
  if (operator === '<>') return present(column, { column, op: '!=', value });
  return { column, op: ((isTurned && FLIPPED[operator]) || operator) as FilterOp, value };
}

/** `strpos(x, 'text') > 0`. */
function containedText(left: ParserRuleContext, operator: string, right: ParserRuleContext): Filter | undefined {
  const call = innermost(left);
  if (!(call instanceof FunctionCallContext) || nameOf(call) !== 'strpos') return undefined;
  const { column, value } = fieldAndText(call);
  const isThere = operator === '>' && plainValue(right) === 0;
  return column === undefined || value === undefined || !isThere ? undefined : { column, op: 'contains', value };
}

function textCall(call: FunctionCallContext): Filter | undefined {
  const op = TEXT_FUNCTIONS[nameOf(call)];
  const { column, value } = fieldAndText(call);
  return op === undefined || column === undefined || value === undefined ? undefined : { column, op, value };
}

function nameOf(call: FunctionCallContext): string {
  return call.functionName()?.getText().toLowerCase() ?? '';
}

function fieldAndText(call: FunctionCallContext): { column: string | undefined; value: string | undefined } {
  const [field, text, ...more] = call.expression();
  const value = text === undefined ? undefined : plainValue(text);
  const isPlain = more.length === 0 && field !== undefined && typeof value === 'string';
  return isPlain ? { column: plainField(field), value } : { column: undefined, value: undefined };
}

function list(column: string, form: InListContext): FilterNode | undefined {
  const values = form.expression().map(plainValue);
  if (!values.every((value) => value !== undefined)) return undefined;
  if (form.KW_NOT() === null) return { column, op: 'in', value: values };
  return present(column, { column, op: 'not-in', value: values });
}

function between(column: string, form: BetweenContext): FilterNode | undefined {
  const [low, high] = [plainValue(form._lower!), plainValue(form._upper!)];
  if (low === undefined || high === undefined || form.KW_NOT() !== null) return undefined;
  const filters: Filter[] = [
    { column, op: '>=', value: low },
    { column, op: '<=', value: high },
  ];
  return { filters, filterCombination: 'AND' };
}

/** A percent sign at the ends alone: all else stands for itself. */
function like(column: string, form: LikeContext): FilterNode | undefined {
  const pattern = plainValue(form._pattern!);
  const escapedBy = form._escape === undefined ? undefined : plainValue(form._escape);
  if (typeof pattern !== 'string' || (escapedBy !== undefined && escapedBy !== '\\')) return undefined;
  const signs = pattern.match(escapedBy === undefined ? /[\s\S]/gu : /\\[\\%_]|[\s\S]/gu) ?? [];
  const isOpenBefore = signs[0] === '%';
  const isOpenAfter = signs.length > 1 && signs.at(-1) === '%';
  const text = signs.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined);
  if (text.length === 0 || text.some((sign) => sign === '%' || sign === '_')) return undefined;
  const value = text.map((sign) => sign.at(-1)).join('');
  const found = isOpenBefore ? (isOpenAfter ? 'contains' : 'ends-with') : isOpenAfter ? 'starts-with' : '=';
  if (form.KW_NOT() === null) return { column, op: found, value };
  return present(column, { column, op: NEGATED[found], value });
}

const NEGATED = {
  '=': '!=',
  'starts-with': 'does-not-start-with',
  'ends-with': 'does-not-end-with',
  contains: 'does-not-contain',
} as const;

function present(column: string, filter: Filter): FilterNode {
  return { filters: [{ column, op: 'exists' }, filter], filterCombination: 'AND' };
}
