// TRY around aggregates and windows, which DuckDB's holds none of: they are computed in front of it, and go in by a lambda's parameter. As in
// Trino, what fails inside of an aggregate is not caught.
import type { CallsOutsideTry, Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

/** @param print the call, its argument in the given scope */
export function tryCall(
  print: (inner: Scope) => TypedExpression | undefined,
  scope: Scope,
): TypedExpression | undefined {
  if (scope.outsideTry !== undefined) return print(scope);
  const outsideTry: CallsOutsideTry = { rowName: undefined, calls: [] };
  const result = print({ ...scope, outsideTry });
  if (result === undefined || outsideTry.rowName === undefined) return result;
  // A lambda takes no subquery, and TRY neither: the call then stands without it.
  if (/\bSELECT\b/.test(result.sql)) return print(scope);
  // DuckDB's lambdas do not see the columns of a query that groups.
  const inside = result.sql.replace(COLUMN, (found) => {
    if (!/^r\d/.test(found)) return found;
    return outside(found, outsideTry);
  });
  const fields = outsideTry.calls.map((sql, i) => `'a${i}': ${sql}`);
  const sql = `list_transform([{${fields.join(', ')}}], lambda ${outsideTry.rowName}: ${inside})[1]`;
  return { ...result, sql };
}

/** What stands in a TRY for an aggregate or window. */
export function beforeTry(call: TypedExpression, { outsideTry }: Scope, walk: Walk): TypedExpression {
  if (outsideTry === undefined) return call;
  outsideTry.rowName ??= walk.names.next('x');
  return { ...call, sql: outside(call.sql, outsideTry) };
}

function outside(sql: string, { rowName, calls }: CallsOutsideTry): string {
  const known = calls.indexOf(sql);
  const place = known < 0 ? calls.push(sql) - 1 : known;
  return `struct_extract(${rowName}, 'a${place}')`;
}

/** A relation's column; texts and quoted names are read over. */
const COLUMN = /'(?:[^']|'')*'|\br\d+\.(?:"(?:[^"]|"")*"|\w+)|"(?:[^"]|"")*"/g;
