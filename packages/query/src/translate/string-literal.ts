// The value of a string in the grammar: 'it''s', U&'\00e9'.
import { sourceError } from '../parser/source-error.ts';
import { type StringContext, UnicodeStringLiteralContext } from '../parser/trino-grammar.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { varchar } from '../types/type-constructors.ts';
import type { TypedExpression } from './typed-expression.ts';

export function stringLiteral(node: StringContext): TypedExpression {
  return textConstant(stringValue(node));
}

export function textConstant(value: string): TypedExpression {
  return { sql: textSql(value), type: varchar([...value].length), constant: value, mayBeNaN: false };
}

export function stringValue(node: StringContext): string {
  if (node instanceof UnicodeStringLiteralContext) return unicodeValue(node);
  return node.getText().slice(1, -1).replaceAll("''", "'");
}

/** DuckDB cuts its text at a NUL. */
function textSql(value: string): string {
  if (!value.includes('\0')) return quoteLiteral(value);
  return `(${value.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;
}

function unicodeValue(node: UnicodeStringLiteralContext): string {
  const body = node.UNICODE_STRING().getText().slice(3, -1).replaceAll("''", "'");
  const marker = node.STRING()?.getText().slice(1, -1).replaceAll("''", "'") ?? '\\';
  if ([...marker].length !== 1 || /[0-9a-fA-F+'"\s]/.test(marker)) {
    throw sourceError(node, 'SYNTAX_ERROR', 'Invalid Unicode escape character');
  }
  let value = '';
  for (let i = 0; i < body.length; i++) {
    if (!body.startsWith(marker, i)) {
      value += body[i];
      continue;
    }
    const rest = body.slice(i + marker.length);
    const digits = /^(?:\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))/.exec(rest);
    if (rest.startsWith(marker)) {
      value += marker;
      i += 2 * marker.length - 1;
    } else if (digits) {
      value += codePoint(node, digits[1] ?? digits[2]);
      i += marker.length + digits[0].length - 1;
    } else {
      throw sourceError(node, 'SYNTAX_ERROR', 'Incomplete escape sequence');
    }
  }
  return value;
}

function codePoint(node: StringContext, hex: string): string {
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw sourceError(node, 'SYNTAX_ERROR', `Invalid escaped character: ${hex}`);
  }
  return String.fromCodePoint(code);
}
