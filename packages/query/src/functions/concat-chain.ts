// Texts joined by DuckDB's ||: as Trino, not to more than 1,048,576 bytes. Of a chain DuckDB takes 1,000: more of them in halves.
import { TEXT_BYTES } from '../duckdb/macros/text-macros.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';

const MAX_CHAIN = 200;
const BYTES_PER_LETTER = 4;

/** In brackets of its own. */
export function concatChain(texts: readonly string[]): string {
  if (texts.length <= MAX_CHAIN) return `(${texts.join(' || ')})`;
  const middle = Math.ceil(texts.length / 2);
  return `(${concatChain(texts.slice(0, middle))} || ${concatChain(texts.slice(middle))})`;
}

/** More than columns, literals and brackets. */
const COSTLY = /\w\(|\[|\b(?:CASE|SELECT)\b/;

const CHECKS = ['t_joined(', 't_joined_once('];

/**
 * Fails where the text is too long. Of columns and literals it stands there three times, which DuckDB computes once (3 ns a row of 67);
 * of what holds calls once, in a list (70 ns a row).
 * @param joined in brackets
 */
export function checkedJoin(joined: string, parts: readonly Pick<TypedExpression, 'type'>[]): string {
  if (parts.reduce((sum, { type }) => sum + mostBytes(type), 0) <= TEXT_BYTES) return joined;
  return `${CHECKS[COSTLY.test(joined) ? 1 : 0]}${joined})`;
}

/** What is joined further needs no check of its own. An operand that begins with the check's call is that call. */
export function uncheckedJoin(sql: string): string {
  const check = CHECKS.find((start) => sql.startsWith(`${start}(`));
  return check === undefined ? sql : sql.slice(check.length, -1);
}

function mostBytes(type: TypedExpression['type']): number {
  return type.kind === 'varchar' && type.length !== undefined
    ? type.length * BYTES_PER_LETTER
    : Number.POSITIVE_INFINITY;
}
