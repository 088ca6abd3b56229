// Subqueries as arguments: DuckDB takes none inside of a lambda, and macros are made of lambdas. They then stand in front of the call.
import type { TypedExpression } from '../translate/typed-expression.ts';
import { type FunctionArgument, isLambda } from './function-call.ts';

const HOLDS_QUERY = /\bSELECT\b/;
const HOLDS_LAMBDA = /\blambda |\bt_\w+\(/;
/** Of a name that no lambda inside has. */
const ROW = 'outside';

/** @param print the call with these arguments; called twice */
export function besideQueries(
  given: readonly FunctionArgument[],
  print: (given: readonly FunctionArgument[]) => TypedExpression,
): TypedExpression {
  const plain = print(given);
  if (!HOLDS_QUERY.test(plain.sql) || !HOLDS_LAMBDA.test(plain.sql)) return plain;
  const queries: string[] = [];
  const call = print(
    given.map((argument) => {
      if (isLambda(argument) || argument.constant !== undefined || !HOLDS_QUERY.test(argument.sql)) return argument;
      const place = queries.push(argument.sql) - 1;
      return { ...argument, sql: `struct_extract(${ROW}, 'a${place}')`, rowParts: undefined };
    }),
  );
  if (queries.length === 0 || HOLDS_QUERY.test(call.sql)) return plain;
  const row = queries.map((sql, i) => `'a${i}': ${sql}`).join(', ');
  return { ...call, sql: `list_transform([{${row}}], lambda ${ROW}: ${call.sql})[1]` };
}
