// ORDER BY: of a query (output columns first, ordinals), and inside aggregates and windows (expressions only).
import { sourceError } from '../parser/source-error.ts';
import {
  ArithmeticUnaryContext,
  NumericLiteralContext,
  type ParserRuleContext,
  type SortItemContext,
} from '../parser/trino-grammar.ts';
import { comparisonKey } from '../types/canonical-form.ts';
import { typeText } from '../types/type-text.ts';
import { isOrderable } from './comparison.ts';
import { besideZero, orderKey } from './order-key.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

export interface SortKey {
  readonly sql: string;
  /** Place in the output, from 1, where the key is one of its columns. */
  readonly ordinal: number | undefined;
  /** ` DESC NULLS LAST`: always written, because DuckDB's default can be set. */
  readonly direction: string;
  /** What to sort by instead of the value. */
  readonly key: ((sql: string) => string) | undefined;
  readonly node: ParserRuleContext;
}

/** Keys of a query's ORDER BY; `scope.outputs` are its columns. */
export function outputSortKeys(items: readonly SortItemContext[], scope: Scope, walk: Walk): SortKey[] {
  return items.map((item) => {
    const node = sortNode(item);
    const direction = directionOf(item);
    const ordinal = ordinalOf(node);
    if (ordinal !== undefined) {
      const output = scope.outputs[ordinal - 1];
      if (output === undefined) {
        throw sourceError(node, 'INVALID_COLUMN_REFERENCE', `ORDER BY position ${ordinal} is not in select list`);
      }
      checkOrderable(output, node);
      return {
        sql: output.sql,
        ordinal,
        direction,
        key: orderKey(output, isNullsFirst(item)) ?? besideZero(output),
        node,
      };
    }
    const expression = walk.names.reuse(() => walk.expression(node, scope));
    checkOrderable(expression, node);
    const place = scope.outputs.findIndex((output) => output.sql === expression.sql);
    const key = orderKey(expression, isNullsFirst(item)) ?? besideZero(expression);
    return { sql: keySql(expression), ordinal: place < 0 ? undefined : place + 1, direction, key, node };
  });
}

export function sortedBy({ sql, key }: SortKey): string {
  return key === undefined ? sql : key(sql);
}

/** `x ASC NULLS LAST, y DESC NULLS FIRST` for an aggregate or a window: no ordinals, no output columns. */
export function sortKeys(
  items: readonly SortItemContext[],
  scope: Scope,
  walk: Walk,
  widened: (key: TypedExpression) => TypedExpression = (key) => key,
): string {
  const rows = { ...scope, outputs: [] };
  return items
    .map((item) => {
      const node = sortNode(item);
      const expression = widened(walk.expression(node, rows));
      checkOrderable(expression, node);
      const sql = keySql({ ...expression, sql: comparisonKey(expression) });
      return (orderKey(expression, isNullsFirst(item))?.(sql) ?? sql) + directionOf(item);
    })
    .join(', ');
}

/** An integer literal, with a sign too, stands for a column of the output. */
export function ordinalOf(node: ParserRuleContext): number | undefined {
  const inner = innermost(node);
  if (inner instanceof ArithmeticUnaryContext) {
    const ordinal = ordinalOf(inner.valueExpression());
    return ordinal === undefined || inner._operator!.text !== '-' ? ordinal : -ordinal;
  }
  return inner instanceof NumericLiteralContext && /^-?\d+$/.test(inner.getText())
    ? Number(inner.getText())
    : undefined;
}

/** DuckDB takes a bare integer, or a constant text, as something else than a value to sort or group by. */
export function keySql({ sql, constant }: Pick<TypedExpression, 'sql' | 'constant'>): string {
  return constant === undefined && !/^-?\d+$/.test(sql) ? sql : `(CASE WHEN true THEN ${sql} END)`;
}

export function sortNode(item: SortItemContext): ParserRuleContext {
  const node = item.expression() ?? item.columnRef();
  if (node === null) throw sourceError(item, 'SYNTAX_ERROR', 'an expression is missing');
  return node;
}

function directionOf(item: SortItemContext): string {
  const order = item.KW_DESC() === null ? ' ASC' : ' DESC';
  return `${order} NULLS ${isNullsFirst(item) ? 'FIRST' : 'LAST'}`;
}

function isNullsFirst(item: SortItemContext): boolean {
  return item.KW_FIRST() !== null;
}

function checkOrderable({ type }: Pick<TypedExpression, 'type'>, node: ParserRuleContext): void {
  if (isOrderable(type)) return;
  const message = `Type ${typeText(type)} is not orderable, and therefore cannot be used in ORDER BY`;
  throw sourceError(node, 'TYPE_MISMATCH', message);
}
