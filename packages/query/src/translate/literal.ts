// Numbers, booleans, byte strings and typed texts such as DATE '2026-11-22'.

import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { RAISE_PREFIX } from '../duckdb/raise.ts';
import { jsonCanonical } from '../duckdb/scalar/json-canonical.ts';
import { castExpression } from '../functions/cast.ts';
import { identifierOf } from '../parser/identifier.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import {
  type BinaryLiteralContext,
  DecimalLiteralContext,
  DoubleLiteralContext,
  type NumericLiteralContext,
  type ParserRuleContext,
  type TypeConstructorContext,
} from '../parser/trino-grammar.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import type { TrinoType } from '../types/trino-type.ts';
import {
  BIGINT,
  DOUBLE,
  decimal,
  INTEGER,
  JSON_TYPE,
  MAX_DECIMAL_PRECISION,
  VARBINARY,
} from '../types/type-constructors.ts';
import { isInteger } from '../types/type-predicates.ts';
import { parseTypeText } from '../types/type-text-parser.ts';
import { callScalar } from './scalar-call.ts';
import { stringValue, textConstant } from './string-literal.ts';
import { dateLiteral, timeLiteral, timestampLiteral } from './temporal-literal.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

const MAX_INTEGER = 2_147_483_647n;
const MAX_BIGINT = 9_223_372_036_854_775_807n;

export function numericLiteral(node: NumericLiteralContext): TypedExpression {
  const text = node.getText().replaceAll('_', '');
  const number = node.number();
  if (number instanceof DoubleLiteralContext) {
    const value = Number(text);
    const sql = Number.isFinite(value) ? `CAST(${text} AS DOUBLE)` : `CAST('${value}' AS DOUBLE)`;
    return { sql, type: DOUBLE, constant: value, mayBeNaN: false };
  }
  if (number instanceof DecimalLiteralContext) return decimalLiteral(text, node);
  return integerLiteral(text, node);
}

function integerLiteral(text: string, node: ParserRuleContext): TypedExpression {
  let value: bigint;
  try {
    value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  } catch {
    throw sourceError(node, 'SYNTAX_ERROR', `Invalid numeric literal: ${text}`);
  }
  if (value > MAX_BIGINT || value < -MAX_BIGINT - 1n) {
    throw sourceError(node, 'SYNTAX_ERROR', `Invalid numeric literal: ${text}`);
  }
  const small = value <= MAX_INTEGER && value >= -MAX_INTEGER - 1n;
  // DuckDB reads -2147483648 as a BIGINT; a negative number in front of an operator needs brackets anyway.
  const sql = small && value >= 0n ? String(value) : `CAST(${value} AS ${small ? 'INTEGER' : 'BIGINT'})`;
  return { sql, type: small ? INTEGER : BIGINT, constant: value, mayBeNaN: false };
}

function decimalLiteral(text: string, node: ParserRuleContext): TypedExpression {
  const [, sign, whole, fraction] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text)!;
  const digits = whole.replace(/^0+/, '').length + fraction.length;
  const precision = Math.max(1, digits);
  if (precision > MAX_DECIMAL_PRECISION) {
    throw sourceError(node, 'INVALID_LITERAL', `'${text}' is not a valid DECIMAL literal`);
  }
  const type = decimal(precision, fraction.length);
  const constant = `${sign === '-' ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return { sql: `CAST(${quoteLiteral(constant)} AS ${duckdbType(type)})`, type, constant, mayBeNaN: false };
}

export function binaryLiteral(node: BinaryLiteralContext): TypedExpression {
  const digits = node.getText().slice(2, -1).replace(/\s/g, '');
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) {
    throw sourceError(node, 'SYNTAX_ERROR', 'Binary literal must contain an even number of hexadecimal digits');
  }
  return { sql: `unhex('${digits}')`, type: VARBINARY, mayBeNaN: false };
}

/** Trino's unit stands behind the quotes, in the singular, and there are no weeks. */
function intervalHint(text: string): string {
  const [, amount = '1', unit = 'hour'] = /^\s*(-?\d+)\s*(second|minute|hour|day|week|month|year)?/i.exec(text) ?? [];
  if (unit.toLowerCase() === 'week') return `Write INTERVAL '${Number(amount) * 7}' DAY.`;
  return `Write INTERVAL '${amount}' ${unit.toUpperCase()}, with the unit behind the quotes, in the singular.`;
}

/** `TIMESTAMP '…'`, `DATE '…'`, and any other type's name in front of a text. */
export function typedLiteral(node: TypeConstructorContext, walk: Walk): TypedExpression {
  const text = stringValue(node.string());
  const name = node.KW_DOUBLE() !== null ? 'double' : identifierOf(node.identifier()!).text.toLowerCase();
  switch (name) {
    case 'timestamp':
      return locateErrors(node, () => timestampLiteral(text));
    case 'date':
      return locateErrors(node, () => dateLiteral(text));
    case 'time':
      return locateErrors(node, () => timeLiteral(text));
    case 'decimal':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.trim())) {
        throw sourceError(node, 'INVALID_LITERAL', `'${text}' is not a valid DECIMAL literal`);
      }
      return decimalLiteral(text.trim(), node);
    case 'json':
      if (jsonCanonical(text).startsWith(RAISE_PREFIX)) {
        throw sourceError(node, 'INVALID_LITERAL', `'${text}' is not a valid JSON literal`);
      }
      return { ...callScalar('json_parse', [textConstant(text)], node, walk), type: JSON_TYPE };
    case 'interval':
      throw sourceError(node, 'TYPE_NOT_FOUND', 'Unknown type: interval', { hint: intervalHint(text) });
    default:
      return locateErrors(node, () => {
        const type = typeNamed(name);
        if (isInteger(type) && !fitsInteger(text, type)) {
          throw new TracelakeError('INVALID_LITERAL', `'${text}' is not a valid ${name.toUpperCase()} literal`);
        }
        return castExpression(textConstant(text), type, false);
      });
  }
}

const INTEGER_BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 };

function fitsInteger(text: string, { kind }: TrinoType): boolean {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) return false;
  const value = BigInt(text.trim().replace(/^\+/, ''));
  return BigInt.asIntN(INTEGER_BITS[kind], value) === value;
}

function typeNamed(name: string): TrinoType {
  try {
    return parseTypeText(name);
  } catch (cause) {
    if (!isTracelakeError(cause) || cause.code !== 'TYPE_MISMATCH') throw cause;
    throw new TracelakeError('TYPE_NOT_FOUND', cause.message, { hint: cause.hint, cause });
  }
}
