// Bounds of a WHERE on a table's columns: `column <comparison> constant` at its top, so that a plan can leave files out.

import {
  BetweenContext,
  CastContext,
  ComparisonContext,
  FunctionCallContext,
  InListContext,
  type ParserRuleContext,
  PredicatedContext,
  StringLiteralContext,
  SubscriptContext,
} from '../parser/trino-grammar.ts';
import { isFloating, isInteger } from '../types/type-predicates.ts';
import { type BoundConstant, boundConstant } from './bound-constant.ts';
import { operatorOf } from './predicate.ts';
import { namePath } from './reference.ts';
import type { SourceColumn } from './relation-source.ts';
import type { Scope } from './scope.ts';
import type { SourceUse } from './source-usage.ts';
import { stringValue } from './string-literal.ts';
import type { BoundUnit, SourceBound } from './translation.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

const MIRRORED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const MICROSECOND_DIGITS = 6;

/** @param conditions the terms of AND; each has been translated already and has no error */
export function findBounds(
  conditions: readonly ParserRuleContext[],
  uses: readonly SourceUse[],
  scope: Scope,
  walk: Walk,
): void {
  for (const condition of conditions) {
    const form = condition instanceof PredicatedContext ? condition.predicate() : undefined;
    if (!(condition instanceof PredicatedContext)) continue;
    const value = condition.valueExpression();
    const add = (column: ParserRuleContext, comparison: SourceBound['comparison'], ...constants: ParserRuleContext[]) =>
      addBound(column, comparison, constants, uses, scope, walk);
    if (form instanceof ComparisonContext) {
      const operator = operatorOf(form.comparisonOperator());
      if (operator === '<>') continue;
      add(value, operator, form.valueExpression());
      add(form.valueExpression(), MIRRORED[operator], value);
    } else if (form instanceof BetweenContext && form.KW_NOT() === null) {
      add(value, '>=', form._lower!);
      add(value, '<=', form._upper!);
    } else if (form instanceof InListContext && form.KW_NOT() === null) {
      add(value, '=', ...form.expression());
    }
  }
}

function addBound(
  node: ParserRuleContext,
  comparison: SourceBound['comparison'],
  constantNodes: readonly ParserRuleContext[],
  uses: readonly SourceUse[],
  scope: Scope,
  walk: Walk,
): void {
  const { unit, column: columnNode } = cutColumn(node) ?? { unit: undefined, column: node };
  if (!mayBeColumn(columnNode)) return;
  const { sql } = walk.names.reuse(() => walk.expression(columnNode, scope));
  for (const use of uses) {
    const column = use.columnOf(sql);
    if (column === undefined || (unit !== undefined && column.type.kind !== 'timestamp')) continue;
    const constants = constantNodes.map((constant) => boundConstant(constant, scope, walk));
    const [first] = constants;
    if (constants.length === 1 && first !== undefined && 'fromNowMs' in first) {
      const value = String(first.fromNowMs);
      if (column.type.kind === 'timestamp') use.bound({ column, comparison, value, unit, fromNow: true });
      continue;
    }
    const values = constants.map((constant) => constant && boundValue(column, constant));
    const known = values.filter((value) => value !== undefined);
    if (known.length < constants.length || known.length === 0) continue;
    const [value, ...others] = known;
    use.bound({ column, comparison, value, unit, ...(others.length > 0 ? { orOneOf: others } : {}) });
  }
}

const UNITS: readonly string[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** `date_trunc('hour', time)`, `date(time)`, `CAST(time AS date)`: what is cut, and to what. */
function cutColumn(node: ParserRuleContext): { unit: BoundUnit; column: ParserRuleContext } | undefined {
  const inner = innermost(node);
  if (inner instanceof CastContext) {
    const isDate = inner.type().getText().toLowerCase() === 'date';
    return isDate ? { unit: 'day', column: inner.expression() } : undefined;
  }
  if (!(inner instanceof FunctionCallContext)) return undefined;
  const name = inner.functionName().getText().toLowerCase();
  const [first, second, ...others] = inner.expression();
  if (name === 'date' && first !== undefined && second === undefined) return { unit: 'day', column: first };
  if (name !== 'date_trunc' || second === undefined || others.length > 0) return undefined;
  const literal = innermost(first);
  const unit = literal instanceof StringLiteralContext ? stringValue(literal.string()).toLowerCase() : '';
  return UNITS.includes(unit) ? { unit: unit as BoundUnit, column: second } : undefined;
}

function mayBeColumn(node: ParserRuleContext): boolean {
  const inner = innermost(node);
  return inner instanceof SubscriptContext || inner instanceof FunctionCallContext || namePath(inner) !== undefined;
}

/** The constant as text of the column's type; `undefined` where the comparison would not be exact. */
function boundValue({ type }: SourceColumn, constantOf: BoundConstant): string | undefined {
  if ('fromNowMs' in constantOf) return undefined;
  const { constant, type: given } = constantOf;
  const exactNumber = isInteger(given) || given.kind === 'decimal';
  if (isInteger(type)) return exactNumber ? String(constant) : undefined;
  if (isFloating(type)) return exactNumber || given.kind === 'double' ? String(constant) : undefined;
  if (type.kind === 'varchar' && given.kind === 'varchar') return String(constant);
  if (type.kind === 'boolean' && given.kind === 'boolean') return String(constant);
  if (type.kind !== 'timestamp' || typeof constant !== 'string') return undefined;
  if (given.kind === 'date') return timestampText(`${constant} 00:00:00`);
  const isTimestamp = given.kind === 'timestamp' || given.kind === 'timestamp with time zone';
  return isTimestamp ? timestampText(constant) : undefined;
}

/** With six digits of a second, or more where given. */
function timestampText(text: string): string {
  const [seconds, fraction = ''] = text.split('.');
  return `${seconds}.${fraction.padEnd(MICROSECOND_DIGITS, '0')}`;
}
