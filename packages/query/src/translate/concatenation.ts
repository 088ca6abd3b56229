// Trino's ||: texts, byte strings, and arrays with arrays or elements. NULL if any side is.
import { TracelakeError } from '@tracelake/schema';
import { coerce } from '../types/coercion.ts';
import { commonType } from '../types/common-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { array, VARBINARY, VARCHAR } from '../types/type-constructors.ts';
import { refuseOperands } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';

/** Throws TYPE_MISMATCH, without a place. */
export function concatenate(a: TypedExpression, b: TypedExpression): TypedExpression {
  if (a.type.kind === 'array' || b.type.kind === 'array') return concatenateArrays(a, b);
  if (isTextOrNull(a.type) && isTextOrNull(b.type)) {
    // DuckDB gives `'a' || CAST(NULL AS VARCHAR)` the type NULL.
    if (a.constant === null || b.constant === null) {
      return { sql: 'CAST(NULL AS VARCHAR)', type: VARCHAR, mayBeNaN: false };
    }
    return { sql: `(${coerce(a, VARCHAR).sql} || ${coerce(b, VARCHAR).sql})`, type: VARCHAR, mayBeNaN: false };
  }
  if (a.type.kind === 'varbinary' && b.type.kind === 'varbinary') {
    return { sql: `(${a.sql} || ${b.sql})`, type: VARBINARY, mayBeNaN: false };
  }
  return refuseOperands('||', a, b);
}

function isTextOrNull(type: TrinoType): boolean {
  return type.kind === 'varchar' || type.kind === 'unknown';
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
    const element = commonType(a.type.element, b.type) ?? refuseOperands('||', a, b);
    const type = array(element);
    return { sql: appended('list_append', a, coerce(a, type), coerce(b, element)), type, mayBeNaN };
  }
  const element = commonType(a.type, (b.type as Extract<TrinoType, { kind: 'array' }>).element);
  if (element === null) return refuseOperands('||', a, b);
  const type = array(element);
  return { sql: appended('list_prepend', b, coerce(a, element), coerce(b, type)), type, mayBeNaN };
}

/** DuckDB appends to a NULL list as if it were empty. */
function appended(name: string, list: TypedExpression, x: TypedExpression, y: TypedExpression): string {
  return `(CASE WHEN ${list.sql} IS NULL THEN NULL ELSE ${name}(${x.sql}, ${y.sql}) END)`;
}
