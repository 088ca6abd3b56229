// Operators and functions of which one operand may fail: as in Trino a column's NULL beside it wins.
import type { TypedExpression } from './typed-expression.ts';

/** What fails by its own text: division, and what the translator raises. */
export const MAY_FAIL = /\bt_(?:divide|remainder)\w*\(|'TRINO\|/;

/** Named again at no cost, unlike an expression. */
const COLUMN = /^r\d+\.(?:\w+|"(?:[^"]|"")*")$/;

/** @param others operands whose NULL decides nothing by itself */
export function nullFirst(
  result: TypedExpression,
  operands: readonly TypedExpression[],
  others: readonly TypedExpression[] = [],
): TypedExpression {
  if (![...operands, ...others].some(({ sql }) => MAY_FAIL.test(sql))) return result;
  const columns = operands.filter(({ sql }) => COLUMN.test(sql));
  if (columns.length === 0) return result;
  const complete = columns.map(({ sql }) => `${sql} IS NOT NULL`).join(' AND ');
  return { ...result, sql: `(CASE WHEN ${complete} THEN ${result.sql} END)` };
}
