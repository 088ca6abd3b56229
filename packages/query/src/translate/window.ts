// What stands in OVER ( … ), named windows inlined, and the definitions of WINDOW.
import { identifierOf } from '../parser/identifier.ts';
import { sourceError } from '../parser/source-error.ts';
import type {
  ExpressionContext,
  IdentifierContext,
  OverContext,
  SortItemContext,
  WindowDefinitionContext,
  WindowSpecificationContext,
} from '../parser/trino-grammar.ts';
import { comparisonKey } from '../types/canonical-form.ts';
import { typeText } from '../types/type-text.ts';
import { isOrderable } from './comparison.ts';
import { besideZero, withoutNulls } from './order-key.ts';
import { sortKeys } from './ordering.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';
import { frameSql, isRangeWithOffset, widenedKey } from './window-frame.ts';

/**
 * `WINDOW a AS (…), b AS (a ORDER BY …)`: each sees those before it, and is checked whether it is used or not.
 * @param scope of the SELECT, without windows
 */
export function namedWindows(
  definitions: readonly WindowDefinitionContext[],
  scope: Scope,
  walk: Walk,
): ReadonlyMap<string, WindowSpecificationContext> {
  const windows = new Map<string, WindowSpecificationContext>();
  for (const definition of definitions) {
    const { text } = identifierOf(definition._name!);
    if (windows.has(text.toLowerCase())) {
      throw sourceError(definition, 'DUPLICATE_WINDOW_NAME', `WINDOW name '${text}' specified more than once`);
    }
    const node = definition.windowSpecification();
    walk.names.reuse(() => specification(node, { ...scope, windows }, walk, false));
    windows.set(text.toLowerCase(), node);
  }
  return windows;
}

/** The window itself, a named one found by its name. */
export function windowNode(node: OverContext, scope: Scope): WindowSpecificationContext {
  return node._windowName === undefined ? node.windowSpecification()! : namedWindow(node._windowName, scope);
}

/** Whether it sorts its rows, by itself or by the window it refers to. */
export function hasOrder(node: WindowSpecificationContext, scope: Scope): boolean {
  const existing = node._existingWindowName;
  return node.sortItem().length > 0 || (existing !== undefined && hasOrder(namedWindow(existing, scope), scope));
}

/**
 * Text between the parentheses of OVER ( … ).
 * @param call the function, by whose name Trino decides how to find its partitions
 */
export function windowSql(call: string, node: OverContext, scope: Scope, walk: Walk): string {
  const window = windowNode(node, scope);
  return specification(window, scope, walk, call !== 'row_number' || hasOrder(window, scope));
}

function namedWindow(name: IdentifierContext, scope: Scope): WindowSpecificationContext {
  const window = scope.windows.get(identifierOf(name).text.toLowerCase());
  if (window === undefined) {
    throw sourceError(name, 'INVALID_WINDOW_REFERENCE', `Cannot resolve WINDOW name ${identifierOf(name).text}`);
  }
  return window;
}

function specification(node: WindowSpecificationContext, scope: Scope, walk: Walk, isSorted: boolean): string {
  walk.effort.spend(1, node);
  const parts: string[] = [];
  const existing = node._existingWindowName;
  if (existing !== undefined) parts.push(existingWindow(node, existing, scope, walk, isSorted));
  const partition = node.partitionBy();
  if (partition !== null) {
    const keys = partition.expression().map((key) => partitionKey(key, scope, walk, isSorted));
    parts.push(`PARTITION BY ${keys.join(', ')}`);
  }
  const order = node.sortItem();
  const widened = isRangeWithOffset(node) ? widenedKey : withZeros;
  if (order.length > 0) parts.push(`ORDER BY ${sortKeys(order, scope, walk, widened)}`);
  const sorted = order.length > 0 || existing === undefined ? order : inheritedOrder(existing, scope, walk);
  const frame = frameSql(node, sorted, scope, walk);
  if (frame !== undefined) parts.push(frame);
  return parts.filter(Boolean).join(' ');
}

/**
 * Trino finds partitions by sorting, and fails where two values meet that have no order: maps, JSON, arrays and rows with NULLs. (Some plans
 * hash them instead: of row_number() without ORDER BY, always; of a rank that the query around filters. The second is refused here.)
 */
function partitionKey(node: ExpressionContext, scope: Scope, walk: Walk, isSorted: boolean): string {
  const value = walk.expression(node, scope);
  const key = comparisonKey(value);
  if (!isSorted) return key;
  if (isOrderable(value.type)) return withoutNulls(key, value.type);
  throw sourceError(node, 'NOT_SUPPORTED', `PARTITION BY ${typeText(value.type)}, whose values have no order`, {
    hint: 'Partition by a text of it: json_format(CAST(x AS json)).',
  });
}

function withZeros(key: TypedExpression): TypedExpression {
  return { ...key, sql: besideZero(key)?.(key.sql) ?? key.sql };
}

/** `(w …)`: what the named window leaves open may be added, nothing else. */
function existingWindow(
  node: WindowSpecificationContext,
  existing: IdentifierContext,
  scope: Scope,
  walk: Walk,
  isSorted: boolean,
): string {
  const window = namedWindow(existing, scope);
  if (node.partitionBy() !== null) {
    const message = 'WINDOW specification with named WINDOW reference cannot specify PARTITION BY';
    throw sourceError(node.partitionBy()!, 'INVALID_PARTITION_BY', message);
  }
  if (node.sortItem().length > 0 && hasOrder(window, scope)) {
    const message = 'Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY';
    throw sourceError(node.sortItem(0)!, 'INVALID_ORDER_BY', message);
  }
  if (window.windowFrame() !== null) {
    const message = 'Cannot reference named WINDOW containing frame specification';
    throw sourceError(existing, 'INVALID_WINDOW_REFERENCE', message);
  }
  return specification(window, scope, walk, isSorted);
}

function inheritedOrder(name: IdentifierContext, scope: Scope, walk: Walk): readonly SortItemContext[] {
  walk.effort.spend(1, name);
  const window = namedWindow(name, scope);
  const order = window.sortItem();
  const existing = window._existingWindowName;
  return order.length > 0 || existing === undefined ? order : inheritedOrder(existing, scope, walk);
}
