// Trino's ||: texts, byte strings, and arrays with arrays or elements. NULL if any side is.
import { TracelakeError } from '@tracelake/schema';
import { checkedJoin, uncheckedJoin } from '../functions/concat-chain.ts';
import { isFixedNull, nullOf } from '../functions/fixed-null.ts';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, VARBINARY, VARCHAR } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { nullFirst } from './null-first.ts';
import type { TypedExpression } from './typed-expression.ts';

type ArrayType = Extract<TrinoType, { readonly kind: 'array' }>;

/** Throws FUNCTION_NOT_FOUND, as Trino does for what it takes as a call of concat; without a place. */
export function concatenate(a: TypedExpression, b: TypedExpression): TypedExpression {
  if (a.type.kind === 'array' || b.type.kind === 'array') return concatenateArrays(a, b);
  if (a.type.kind === 'varchar' && b.type.kind === 'varchar') {
    if (isFixedNull([a, b])) return nullOf(VARCHAR);
    const [left, right] = [a, b].map((side) => uncheckedJoin(coerce(side, VARCHAR).sql));
    const sql = `(${left} || ${right})`;
    const typed = a.constant === null || b.constant === null ? `CAST(${sql} AS VARCHAR)` : checkedJoin(sql, [a, b]);
    return nullFirst({ sql: typed, type: VARCHAR, mayBeNaN: false }, [a, b]);
  }
  if (a.type.kind === 'varbinary' && b.type.kind === 'varbinary') {
    if (isFixedNull([a, b])) return nullOf(VARBINARY);
    const sql = `(${a.sql} || ${b.sql})`;
    const typed = a.constant === null || b.constant === null ? `CAST(${sql} AS BLOB)` : `t_joined_bytes(${sql})`;
    return { sql: typed, type: VARBINARY, mayBeNaN: false };
  }
  if (a.type.kind === 'unknown' && b.type.kind === 'unknown') throw ambiguous();
  // A bare NULL is taken as an array that the other side is put into; beside an unbounded text, or bytes, as that just as well.
  if (a.type.kind === 'unknown' || b.type.kind === 'unknown') {
    const known = a.type.kind === 'unknown' ? b.type : a.type;
    if (known.kind === 'varbinary' || (known.kind === 'varchar' && known.length === undefined)) refuseAmbiguous();
    return nullOf(array(known));
  }
  return refuse(a, b);
}

function refuse(a: TypedExpression, b: TypedExpression): never {
  const message = `Unexpected parameters (${typeText(a.type)}, ${typeText(b.type)}) for function concat`;
  throw new TracelakeError('FUNCTION_NOT_FOUND', message, { hint: 'Cast both sides to varchar.' });
}

function ambiguous(): TracelakeError {
  return new TracelakeError(
    'AMBIGUOUS_FUNCTION_CALL',
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  );
}

function refuseAmbiguous(): never {
  throw new TracelakeError(
    'AMBIGUOUS_FUNCTION_CALL',
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  );
}

function concatenateArrays(a: TypedExpression, b: TypedExpression): TypedExpression {
  if (
    a.type.kind === 'unknown' ||
    b.type.kind === 'unknown' ||
    (a.type.kind === b.type.kind && isUntyped(a) !== isUntyped(b))
  ) {
    throw ambiguous();
  }
  const mayBeNaN = a.mayBeNaN || b.mayBeNaN;
  const type = commonType(a.type, b.type) ?? elementAdded(a, b);
  if (type.kind !== 'array') return refuse(a, b);
  // DuckDB's || is NULL where a side is, but it loses the type of a constant NULL; list_concat takes NULL for an empty list.
  if (a.constant === null || b.constant === null) {
    return nullOf(type);
  }
  return { sql: `(${asList(a, type)} || ${asList(b, type)})`, type, mayBeNaN };
}

/** An array without a type beside another: it may be put into that one, or joined to it. */
function isUntyped({ type }: TypedExpression): boolean {
  return type.kind === 'array' && type.element.kind === 'unknown';
}

/** `array || element` and `element || array`: the array's type, widened. */
function elementAdded(a: TypedExpression, b: TypedExpression): TrinoType {
  const [list, item] = a.type.kind === 'array' ? [a, b] : [b, a];
  const element = list.type.kind === 'array' ? commonType(list.type.element, item.type) : null;
  return element === null ? refuse(a, b) : array(element);
}

/** An element that is NULL makes all of it NULL. */
function asList(side: TypedExpression, type: ArrayType): string {
  if (commonType(side.type, type) !== null) return coerce(side, type).sql;
  const { sql } = coerce(side, type.element);
  return side.constant === undefined ? `(CASE WHEN ${side.sql} IS NOT NULL THEN [${sql}] END)` : `[${sql}]`;
}
