// What every expression becomes in the one walk: DuckDB text with the Trino type it has.
import type { TrinoType } from '../types/trino-type.ts';

/**
 * The value of a literal, by the expression's type: varchar → string, integers → bigint, double and real → number,
 * decimal → its digits as a string (`-1.50`), boolean → boolean, NULL → null, date → `2026-11-22`,
 * timestamp → `2026-11-22 10:00:00.000`, interval day to second → milliseconds as bigint, interval year to month → months as bigint.
 */
export type ConstantValue = string | bigint | number | boolean | null;

export interface TypedExpression {
  /** DuckDB text. Safe to stand as an operand: an operator or CASE comes in parentheses. */
  readonly sql: string;
  readonly type: TrinoType;
  /** Only of literals (a sign and parentheses allowed); `undefined` when the value is known at run time only. */
  readonly constant?: ConstantValue | undefined;
  /** Whether a double may be NaN (inside arrays and maps: an element), so that comparisons need a guard. */
  readonly mayBeNaN: boolean;
  /** The column name it gives in a SELECT without an alias. */
  readonly name?: string | undefined;
  /** The fields of a row constructor, for comparisons field by field and VALUES. */
  readonly rowParts?: readonly TypedExpression[] | undefined;
}
