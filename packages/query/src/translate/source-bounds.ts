// Bounds of a WHERE on a table's columns: `column <comparison> constant` at its top, so that a plan can leave files out.

import {
  BetweenContext,
  ComparisonContext,
  FunctionCallContext,
  type ParserRuleContext,
  PredicatedContext,
  SubscriptContext,
} from '../parser/trino-grammar.ts';
import { isFloating, isInteger } from '../types/type-predicates.ts';
import { operatorOf } from './predicate.ts';
import { namePath } from './reference.ts';
import type { SourceColumn } from './relation-source.ts';
import type { Scope } from './scope.ts';
import type { SourceUse } from './source-usage.ts';
import type { SourceBound } from './translation.ts';
import type { TypedExpression } from './typed-expression.ts';
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
    if (form instanceof ComparisonContext) {
      const operator = operatorOf(form.comparisonOperator());
      if (operator === '<>') continue;
      addBound(value, operator, form.valueExpression(), uses, scope, walk);
      addBound(form.valueExpression(), MIRRORED[operator], value, uses, scope, walk);
    } else if (form instanceof BetweenContext && form.KW_NOT() === null) {
      addBound(value, '>=', form._lower!, uses, scope, walk);
      addBound(value, '<=', form._upper!, uses, scope, walk);
    }
  }
}

function addBound(
  columnNode: ParserRuleContext,
  comparison: SourceBound['comparison'],
  constantNode: ParserRuleContext,
  uses: readonly SourceUse[],
  scope: Scope,
  walk: Walk,
): void {
  if (!mayBeColumn(columnNode)) return;
  const { sql } = walk.names.reuse(() => walk.expression(columnNode, scope));
  for (const use of uses) {
    const column = use.columnOf(sql);
    if (column === undefined) continue;
    const value = boundValue(
      column,
      walk.names.reuse(() => walk.expression(constantNode, scope)),
    );
    if (value !== undefined) use.bound({ column, comparison, value });
  }
}

function mayBeColumn(node: ParserRuleContext): boolean {
  const inner = innermost(node);
  return inner instanceof SubscriptContext || inner instanceof FunctionCallContext || namePath(inner) !== undefined;
}

/** The constant as text of the column's type; `undefined` where the comparison would not be exact. */
function boundValue({ type }: SourceColumn, { constant, type: given }: TypedExpression): string | undefined {
  if (constant === undefined || constant === null) return undefined;
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
