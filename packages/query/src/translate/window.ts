// What stands in OVER ( … ), named windows inlined.
import { identifierOf } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import {
  BoundedFrameContext,
  CurrentRowBoundContext,
  type FrameBoundContext,
  type IdentifierContext,
  type OverContext,
  UnboundedFrameContext,
  type WindowSpecificationContext,
} from '../parser/trino-grammar.ts';
import { isInteger, isInterval, isNumeric } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { sortKeys } from './ordering.ts';
import type { Scope } from './scope.ts';
import type { Walk } from './walk.ts';

/** Text between the parentheses of OVER ( … ). */
export function windowSql(node: OverContext, scope: Scope, walk: Walk): string {
  const name = node._windowName;
  return name === undefined
    ? specification(node.windowSpecification()!, scope, walk)
    : specification(namedWindow(name, scope), scope, walk);
}

function namedWindow(name: IdentifierContext, scope: Scope): WindowSpecificationContext {
  const window = scope.windows.get(identifierOf(name).text.toLowerCase());
  if (window === undefined) {
    throw sourceError(name, 'INVALID_WINDOW_REFERENCE', `Cannot resolve WINDOW name ${identifierOf(name).text}`);
  }
  return window;
}

function specification(node: WindowSpecificationContext, scope: Scope, walk: Walk): string {
  const parts: string[] = [];
  const existing = node._existingWindowName;
  if (existing !== undefined) {
    if (node.partitionBy() !== null) {
      const message = 'WINDOW specification with named WINDOW reference cannot specify PARTITION BY';
      throw sourceError(node.partitionBy()!, 'INVALID_WINDOW_REFERENCE', message);
    }
    parts.push(specification(namedWindow(existing, scope), scope, walk));
  }
  const partition = node.partitionBy();
  if (partition !== null) {
    const keys = partition.expression().map((key) => walk.expression(key, scope).sql);
    parts.push(`PARTITION BY ${keys.join(', ')}`);
  }
  const order = node.sortItem();
  if (order.length > 0) parts.push(`ORDER BY ${sortKeys(order, scope, walk)}`);
  const frame = frameSql(node, scope, walk);
  if (frame !== undefined) parts.push(frame);
  return parts.filter(Boolean).join(' ');
}

function frameSql(node: WindowSpecificationContext, scope: Scope, walk: Walk): string | undefined {
  const frame = node.windowFrame();
  if (frame === null) return undefined;
  if (frame.KW_PATTERN() !== null || frame.KW_MEASURES() !== null) {
    throw sourceError(frame, 'NOT_SUPPORTED', 'Row patterns in a window are not supported locally');
  }
  const extent = frame.frameExtent();
  const unit = extent._frameType!.text!.toUpperCase();
  const [start, end] = [extent._start!, extent._end];
  checkFrame(start, end);
  const bound = (side: FrameBoundContext) => boundSql(side, unit, scope, walk);
  return end === undefined ? `${unit} ${bound(start)}` : `${unit} BETWEEN ${bound(start)} AND ${bound(end)}`;
}

function checkFrame(start: FrameBoundContext, end: FrameBoundContext | undefined): void {
  if (start instanceof UnboundedFrameContext && start.KW_FOLLOWING() !== null) {
    throw sourceError(start, 'INVALID_WINDOW_FRAME', 'Window frame start cannot be UNBOUNDED FOLLOWING');
  }
  if (end instanceof UnboundedFrameContext && end.KW_PRECEDING() !== null) {
    throw sourceError(end, 'INVALID_WINDOW_FRAME', 'Window frame end cannot be UNBOUNDED PRECEDING');
  }
  const order = (bound: FrameBoundContext | undefined): number =>
    bound instanceof BoundedFrameContext ? (bound.KW_PRECEDING() === null ? 1 : -1) : 0;
  const bounded = (bound: FrameBoundContext | undefined) => !(bound instanceof UnboundedFrameContext);
  if (bounded(start) && bounded(end) && order(start) > order(end)) {
    throw sourceError(start, 'INVALID_WINDOW_FRAME', 'Window frame starting after its end');
  }
}

function boundSql(bound: FrameBoundContext, unit: string, scope: Scope, walk: Walk): string {
  if (bound instanceof CurrentRowBoundContext) return 'CURRENT ROW';
  if (bound instanceof UnboundedFrameContext) return `UNBOUNDED ${bound._boundType!.text!.toUpperCase()}`;
  const { expression, _boundType } = bound as BoundedFrameContext;
  const offset = walk.expression(expression.call(bound), scope);
  const rangeable = isNumeric(offset.type) || isInterval(offset.type);
  if (unit === 'RANGE' ? !rangeable : !isInteger(offset.type)) {
    const message = `Window frame offset must be of an exact numeric type with scale 0 (actual ${typeText(offset.type)})`;
    throw sourceError(bound, 'TYPE_MISMATCH', message);
  }
  return `${offset.sql} ${_boundType!.text!.toUpperCase()}`;
}
