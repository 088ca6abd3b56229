// ROWS, RANGE and GROUPS of a window: which bounds may stand together, and what their offsets may be.
import { raise } from '../duckdb/raise.ts';
import { sourceError } from '../parser/source-error.ts';
import {
  BoundedFrameContext,
  CurrentRowBoundContext,
  type FrameBoundContext,
  type SortItemContext,
  UnboundedFrameContext,
  type WindowFrameContext,
  type WindowSpecificationContext,
} from '../parser/trino-grammar.ts';
import { coerce } from '../types/coercion.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { INTEGER } from '../types/type-constructors.ts';
import { isInteger, isInterval, isNumeric, isTemporal } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { sortNode } from './ordering.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

/** @param order the window's own sort items, or those of the window it refers to */
export function frameSql(
  node: WindowSpecificationContext,
  order: readonly SortItemContext[],
  scope: Scope,
  walk: Walk,
): string | undefined {
  const frame = node.windowFrame();
  if (frame === null) return undefined;
  if (frame.KW_PATTERN() !== null || frame.KW_MEASURES() !== null) {
    throw sourceError(frame, 'NOT_SUPPORTED', 'Row patterns in a window are not supported locally');
  }
  const extent = frame.frameExtent();
  const unit = extent._frameType!.text!.toUpperCase();
  const [start, end] = [extent._start!, extent._end];
  checkBounds(start, end, frame);
  const isBounded = start instanceof BoundedFrameContext || end instanceof BoundedFrameContext;
  const sorted = isBounded && unit !== 'ROWS' ? requiredOrder(frame, unit, order, scope, walk) : undefined;
  const bound = (side: FrameBoundContext) => boundSql(side, unit, sorted, scope, walk);
  return end === undefined ? `${unit} ${bound(start)}` : `${unit} BETWEEN ${bound(start)} AND ${bound(end)}`;
}

/** Whether DuckDB adds to the sort key, and takes away from it. */
export function isRangeWithOffset(node: WindowSpecificationContext): boolean {
  const extent = node.windowFrame()?.frameExtent();
  if (extent?._frameType?.text?.toUpperCase() !== 'RANGE') return false;
  return [extent._start, extent._end].some((bound) => bound instanceof BoundedFrameContext);
}

/** Small integers overflow in DuckDB where Trino adds an integer to them. */
export function widenedKey(key: TypedExpression): TypedExpression {
  const isSmall = key.type.kind === 'tinyint' || key.type.kind === 'smallint';
  return isSmall ? coerce(key, INTEGER) : key;
}

function checkBounds(start: FrameBoundContext, end: FrameBoundContext | undefined, frame: WindowFrameContext): void {
  if (start instanceof UnboundedFrameContext && start.KW_FOLLOWING() !== null) {
    throw sourceError(frame, 'INVALID_WINDOW_FRAME', 'Window frame start cannot be UNBOUNDED FOLLOWING');
  }
  if (end instanceof UnboundedFrameContext && end.KW_PRECEDING() !== null) {
    throw sourceError(frame, 'INVALID_WINDOW_FRAME', 'Window frame end cannot be UNBOUNDED PRECEDING');
  }
  const order = (bound: FrameBoundContext | undefined): number =>
    bound instanceof BoundedFrameContext ? (bound.KW_PRECEDING() === null ? 1 : -1) : 0;
  const bounded = (bound: FrameBoundContext | undefined) => !(bound instanceof UnboundedFrameContext);
  if (bounded(start) && bounded(end) && order(start) > order(end)) {
    throw sourceError(frame, 'INVALID_WINDOW_FRAME', 'Window frame starting after its end');
  }
}

/** The one sort key that a RANGE counts from. */
function requiredOrder(
  frame: WindowFrameContext,
  unit: string,
  order: readonly SortItemContext[],
  scope: Scope,
  walk: Walk,
): TrinoType | undefined {
  const what = `Window frame of type ${unit} PRECEDING or FOLLOWING requires`;
  if (order.length === 0) throw sourceError(frame, 'MISSING_ORDER_BY', `${what} ORDER BY`);
  if (unit === 'GROUPS') return undefined;
  if (order.length > 1) {
    const message = `${what} single sort item in ORDER BY (actual: ${order.length})`;
    throw sourceError(order[0], 'INVALID_ORDER_BY', message);
  }
  const { type } = walk.expression(sortNode(order[0]), { ...scope, outputs: [] });
  if (isNumeric(type) || isTemporal(type) || isInterval(type)) return type;
  const message = `${what} that sort item type be numeric, datetime or interval (actual: ${typeText(type)})`;
  throw sourceError(order[0], 'TYPE_MISMATCH', message);
}

function boundSql(
  bound: FrameBoundContext,
  unit: string,
  sorted: TrinoType | undefined,
  scope: Scope,
  walk: Walk,
): string {
  if (bound instanceof CurrentRowBoundContext) return 'CURRENT ROW';
  if (bound instanceof UnboundedFrameContext) return `UNBOUNDED ${bound._boundType!.text!.toUpperCase()}`;
  const { expression, _boundType } = bound as BoundedFrameContext;
  const node = expression.call(bound);
  const offset = walk.expression(node, scope);
  if (sorted === undefined && !isInteger(offset.type) && !isWholeDecimal(offset.type)) {
    const message = `Window frame ${unit} value type must be exact numeric type with scale 0 (actual ${typeText(offset.type)})`;
    throw sourceError(node, 'TYPE_MISMATCH', message);
  }
  if (sorted !== undefined && !fitsRange(offset.type, sorted)) {
    const message = `Window frame RANGE value type (${typeText(offset.type)}) not compatible with sort item type (${typeText(sorted)})`;
    throw sourceError(node, 'TYPE_MISMATCH', message);
  }
  return `${positive(offset)} ${_boundType!.text!.toUpperCase()}`;
}

function isWholeDecimal(type: TrinoType): boolean {
  return type.kind === 'decimal' && type.scale === 0;
}

/** Numbers reach numbers, intervals reach points in time, and intervals of their own kind. */
function fitsRange(offset: TrinoType, sorted: TrinoType): boolean {
  if (isInterval(sorted)) return offset.kind === sorted.kind;
  return isTemporal(sorted) ? isInterval(offset) : isNumeric(offset);
}

/** DuckDB takes a negative offset for one in the other direction. */
function positive({ sql, type, constant }: TypedExpression): string {
  if (typeof constant === 'bigint' && constant >= 0n) return sql;
  const zero = isInterval(type) ? 'to_days(0)' : '0';
  const failure = raise(
    'INVALID_WINDOW_FRAME',
    "'Window frame offset value must not be negative or null'",
    duckdbType(type),
  );
  return `(CASE WHEN ${sql} >= ${zero} THEN ${sql} ELSE ${failure} END)`;
}
