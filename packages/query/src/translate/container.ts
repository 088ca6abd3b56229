// ROW, ARRAY[…], and x[i] on rows, arrays and maps; a constant key of a table's map is a column of its own.
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type {
  ArrayConstructorContext,
  ParserRuleContext,
  RowConstructorContext,
  SubscriptContext,
} from '../parser/trino-grammar.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { anonymousRow, array, BIGINT, UNKNOWN } from '../types/type-constructors.ts';
import { isInteger } from '../types/type-predicates.ts';
import { typeText } from '../types/type-text.ts';
import { rowField, unify } from './comparison.ts';
import { findField, useField } from './name-resolution.ts';
import { namePath } from './reference.ts';
import type { Scope } from './scope.ts';
import { sourceField } from './scope-member.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function rowConstructor(node: RowConstructorContext, scope: Scope, walk: Walk): TypedExpression {
  const rowParts = node.expression().map((part) => walk.expression(part, scope));
  return {
    sql: `{${rowParts.map((part, i) => `'f${i}': ${part.sql}`).join(', ')}}`,
    type: anonymousRow(rowParts.map((part) => part.type)),
    mayBeNaN: rowParts.some((part) => part.mayBeNaN),
    rowParts,
  };
}

export function arrayConstructor(node: ArrayConstructorContext, scope: Scope, walk: Walk): TypedExpression {
  const elements = node.expression().map((element) => walk.expression(element, scope));
  if (elements.length === 0) return { sql: '[]', type: array(UNKNOWN), mayBeNaN: false };
  const { expressions, type, mayBeNaN } = locateErrors(node, () =>
    unify(elements, 'All ARRAY elements must be the same type or coercible to a common type'),
  );
  return { sql: `[${expressions.map((element) => element.sql).join(', ')}]`, type: array(type), mayBeNaN };
}

export function subscript(node: SubscriptContext, scope: Scope, walk: Walk): TypedExpression {
  const index = walk.expression(node._index!, scope);
  const element = mapElement(node, node._value!, index, scope, walk);
  if (element !== undefined) return element;
  const value = walk.expression(node._value!, scope);
  switch (value.type.kind) {
    case 'row':
      return rowSubscript(node, value, index);
    case 'unknown':
      return { sql: 'NULL', type: UNKNOWN, constant: null, mayBeNaN: false };
    case 'array':
      if (!isInteger(index.type) && index.type.kind !== 'unknown') throw wrongIndex(node, value, index);
      return {
        sql: `t_subscript(${value.sql}, ${coerce(index, BIGINT).sql})`,
        type: value.type.element,
        mayBeNaN: value.mayBeNaN,
      };
    case 'map': {
      // A key of a wider type than the map's makes the map's wider.
      const key = commonType(value.type.key, index.type);
      if (key === null) throw wrongIndex(node, value, index);
      const map = coerce(value, { ...value.type, key }).sql;
      return {
        sql: `t_map_subscript(${map}, ${coerce(index, key).sql})`,
        type: value.type.value,
        mayBeNaN: value.mayBeNaN,
      };
    }
    default:
      throw wrongIndex(node, value, index);
  }
}

/**
 * `attributes['k']` or `element_at(attributes, 'k')` where `attributes` is the table's own map: the attribute's column,
 * NULL where it is missing. `undefined` where it is anything else.
 */
export function mapElement(
  node: ParserRuleContext,
  mapNode: ParserRuleContext,
  key: TypedExpression,
  scope: Scope,
  walk: Walk,
): TypedExpression | undefined {
  const parts = typeof key.constant === 'string' && key.type.kind === 'varchar' ? namePath(mapNode) : undefined;
  if (parts === undefined) return undefined;
  const found = findField(parts, scope, node);
  const source = found?.member.source;
  if (found === undefined || source === undefined || found.length !== parts.length) return undefined;
  const mapName = found.field.name ?? '';
  const column = locateErrors(node, () => source.relation.element(mapName, key.constant as string));
  if (column === undefined) return undefined;
  const field = sourceField(source, found.member.qualifier!, column);
  const written = walk.source.slice(mapNode).trim();
  const qualified = parts.length > 1 ? written.slice(0, written.lastIndexOf('.') + 1) : '';
  walk.edits.replace(walk.source.rangeOf(node), qualified + column.trinoName);
  return { ...useField({ ...found, field }, parts, node), name: undefined };
}

function rowSubscript(node: SubscriptContext, value: TypedExpression, index: TypedExpression): TypedExpression {
  if (value.type.kind !== 'row' || typeof index.constant !== 'bigint') {
    throw sourceError(node, 'EXPRESSION_NOT_CONSTANT', 'Subscript expression on ROW requires a constant index');
  }
  const place = Number(index.constant);
  const { fields } = value.type;
  if (place < 1 || place > fields.length) {
    const message = `Invalid subscript index: ${place}. ROW indices start at 1 and end at ${fields.length}`;
    throw sourceError(node, 'INVALID_FUNCTION_ARGUMENT', message);
  }
  return { ...rowField(value, place - 1), name: undefined };
}

function wrongIndex(node: ParserRuleContext, value: TypedExpression, index: TypedExpression) {
  const message = `Cannot use ${typeText(index.type)} for subscript of ${typeText(value.type)}`;
  return sourceError(node, 'TYPE_MISMATCH', message);
}
