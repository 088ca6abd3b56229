// Trino's ||: texts, byte strings, and arrays with arrays or elements. NULL if any side is.
import { TracelakeError } from '@tracelake/schema';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, VARBINARY, VARCHAR } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import type { TypedExpression } from './typed-expression.ts';

/** Throws FUNCTION_NOT_FOUND, as Trino does for what it takes as a call of concat; without a place. */
export function concatenate(a: TypedExpression, b: TypedExpression): TypedExpression {
  if (a.type.kind === 'array' || b.type.kind === 'array') return concatenateArrays(a, b);
  if (a.type.kind === 'varchar' && b.type.kind === 'varchar') {
    return { sql: `(${coerce(a, VARCHAR).sql} || ${coerce(b, VARCHAR).sql})`, type: VARCHAR, mayBeNaN: false };
  }
  if (a.type.kind === 'varbinary' && b.type.kind === 'varbinary') {
    return { sql: `(${a.sql} || ${b.sql})`, type: VARBINARY, mayBeNaN: false };
  }
  // A bare NULL is taken as an array that the other side is put into.
  if (a.type.kind === 'unknown' || b.type.kind === 'unknown') {
    const type = array(a.type.kind === 'unknown' ? b.type : a.type);
    return { sql: `CAST(NULL AS ${duckdbType(type)})`, type, mayBeNaN: false };
  }
  return refuse(a, b);
}

function refuse(a: TypedExpression, b: TypedExpression): never {
  const message = `Unexpected parameters (${typeText(a.type)}, ${typeText(b.type)}) for function concat`;
  throw new TracelakeError('FUNCTION_NOT_FOUND', message, { hint: 'Cast both sides to varchar.' });
}

function concatenateArrays(a: TypedExpression, b: TypedExpression): TypedExpression {
  if (a.type.kind === 'unknown' || b.type.kind === 'unknown') {
    throw new TracelakeError(
      'AMBIGUOUS_FUNCTION_CALL',
      'Could not choose a best candidate operator. Explicit type casts must be added.',
    );
  }
  const mayBeNaN = a.mayBeNaN || b.mayBeNaN;
  const whole = commonType(a.type, b.type);
  if (whole !== null && whole.kind === 'array') {
    const sql = `list_concat(${coerce(a, whole).sql}, ${coerce(b, whole).sql})`;
    return { sql: `(CASE WHEN ${a.sql} IS NULL OR ${b.sql} IS NULL THEN NULL ELSE ${sql} END)`, type: whole, mayBeNaN };
  }
  if (a.type.kind === 'array') {
    const element = commonType(a.type.element, b.type) ?? refuse(a, b);
    const type = array(element);
    return { sql: appended('list_append', a, coerce(a, type), coerce(b, element)), type, mayBeNaN };
  }
  const element = commonType(a.type, (b.type as Extract<TrinoType, { kind: 'array' }>).element);
  if (element === null) return refuse(a, b);
  const type = array(element);
  return { sql: appended('list_prepend', b, coerce(a, element), coerce(b, type)), type, mayBeNaN };
}

/** DuckDB appends to a NULL list as if it were empty. */
function appended(name: string, list: TypedExpression, x: TypedExpression, y: TypedExpression): string {
  return `(CASE WHEN ${list.sql} IS NULL THEN NULL ELSE ${name}(${x.sql}, ${y.sql}) END)`;
}
