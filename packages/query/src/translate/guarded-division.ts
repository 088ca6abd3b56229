// Calls of the macros that divide: they name their operands several times.
import { raise } from '../duckdb/raise.ts';

const DIVIDES = /\bt_(?:divide|remainder)/;

export const DIVISION_BY_ZERO = raise('DIVISION_BY_ZERO', "'Division by zero'");

/** What is a division itself goes in by a lambda's parameter: nested ones would double with every level. */
export function guardedDivision(
  name: 't_divide' | 't_remainder' | 't_remainder_of_decimals' | 't_divide_unscaled',
  a: string,
  b: string,
): string {
  if (!DIVIDES.test(a) && !DIVIDES.test(b)) return `${name}(${a}, ${b}, ${DIVISION_BY_ZERO})`;
  return `list_transform([{'a': ${a}, 'b': ${b}}], lambda q: ${name}(q.a, q.b, ${DIVISION_BY_ZERO}))[1]`;
}
