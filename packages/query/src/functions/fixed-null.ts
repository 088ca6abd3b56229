// Calls of constants with a NULL among them: NULL of the result's type, said plainly, since DuckDB forgets the type of a NULL that it can compute
// before the run.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { duckdbType } from '../types/duckdb-type.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { type FunctionArgument, isLambda } from './function-call.ts';

/** Whether a strict call of these is NULL, whatever the rows say. */
export function isFixedNull(given: readonly FunctionArgument[]): boolean {
  return (
    given.some((argument) => !isLambda(argument) && argument.constant === null) &&
    given.every((argument) => !isLambda(argument) && (argument.constant !== undefined || isPlain(argument)))
  );
}

export function nullOf(type: TrinoType): TypedExpression {
  return { sql: `CAST(NULL AS ${duckdbType(type)})`, type, constant: null, mayBeNaN: false };
}

/** Nothing but literals, in brackets or cast: no column, no call, no subquery. */
function isPlain({ sql }: TypedExpression): boolean {
  const words = sql.replace(/'(?:[^']|'')*'/g, "''").match(/[A-Za-z_]\w*[.(]?/g) ?? [];
  return words.every((word) => /^(?:CAST\(|DECIMAL\(|unhex\(|t_named_instant\(|timezone\(|[A-Z]+)$/.test(word));
}
