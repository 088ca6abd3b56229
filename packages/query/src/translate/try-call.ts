// TRY around aggregates and windows, which DuckDB's holds none of: they are computed in front of it, and go in by a lambda's parameter. As in
// Trino, what fails inside of an aggregate is not caught. It stands in a lambda: DuckDB computes an expression that occurs twice in a
// SELECT, be it in two of them, in front of its TRY, where its failure is not caught. Of 1,000,000 casts a lambda makes 35 ms of 27.
import { isCaught } from '../duckdb/caught.ts';
import { type GroupingForm, inForms } from './grouping-form.ts';
import { type CallsOutsideTry, FROM_CLAUSE, type Scope, type TryOfCalls } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

/** @param print the call, its argument in the given scope */
export function tryCall(
  print: (inner: Scope) => TypedExpression | undefined,
  scope: Scope,
  walk: Walk,
): TypedExpression | undefined {
  if (scope.outsideTry !== undefined) return print(scope);
  const outside: CallsOutsideTry = { rowName: undefined, calls: [] };
  const result = print({ ...scope, outsideTry: outside });
  if (result === undefined) return result;
  // In FROM a lambda does not see the columns to its left.
  const isPlain = scope.clause === FROM_CLAUSE || holdsQuery(result.sql) || !isCaught(result.sql);
  if (outside.rowName === undefined && isPlain) return result;
  // A lambda takes no subquery, and TRY neither: the call then stands without it.
  if (holdsQuery(result.sql)) return print(scope);
  const rowName = outside.rowName ?? walk.names.next('x');
  const one: TryOfCalls = { body: result.sql, rowName, calls: outside.calls };
  scope.block.tries.push(one);
  return { ...result, sql: trySql(one) };
}

function holdsQuery(sql: string): boolean {
  return /\bSELECT\b/.test(sql);
}

/** What stands in a TRY for an aggregate or window. */
export function beforeTry(call: TypedExpression, { outsideTry }: Scope, walk: Walk): TypedExpression {
  if (outsideTry === undefined) return call;
  outsideTry.rowName ??= walk.names.next('x');
  return { ...call, sql: handedIn(call.sql, outsideTry.rowName, outsideTry.calls) };
}

/**
 * Every TRY of a SELECT with what DuckDB's lambdas do not see there: what the query groups by, and columns beside windows. They go in
 * as the calls do.
 * @param keys SQL of every expression grouped by
 */
export function tryForms(tries: readonly TryOfCalls[], keys: ReadonlySet<string> = new Set()): GroupingForm[] {
  const longestFirst = [...keys].sort((left, right) => right.length - left.length);
  const within = (one: TryOfCalls): boolean => longestFirst.some((key) => key.includes(trySql(one)));
  return tries
    .filter((one) => !within(one))
    .map((one) => {
      const calls = [...one.calls];
      let { body } = one;
      for (const key of longestFirst) {
        const known = calls.length;
        const form = { sql: key, key, output: handedIn(key, one.rowName, calls) };
        const replaced = inForms(body, [form], 'output');
        if (replaced === body) calls.length = known;
        body = replaced;
      }
      body = body.replace(COLUMN, (found) => (/^r\d/.test(found) ? handedIn(found, one.rowName, calls) : found));
      const sql = trySql(one);
      return { sql, key: sql, output: trySql({ ...one, body, calls }) };
    });
}

function trySql({ body, rowName, calls }: TryOfCalls): string {
  const fields = calls.map((sql, i) => `'a${i}': ${sql}`);
  const row = fields.length === 0 ? 'true' : `{${fields.join(', ')}}`;
  return `list_transform([${row}], lambda ${rowName}: ${body})[1]`;
}

function handedIn(sql: string, rowName: string, calls: string[]): string {
  const known = calls.indexOf(sql);
  const place = known < 0 ? calls.push(sql) - 1 : known;
  return `struct_extract(${rowName}, 'a${place}')`;
}

/** A relation's column; texts and quoted names are read over. */
const COLUMN = /'(?:[^']|'')*'|\br\d+\.(?:"(?:[^"]|"")*"|\w+)|"(?:[^"]|"")*"/g;
