// Window functions; aggregates with OVER are in aggregate-functions.ts.
import { raise } from '../duckdb/raise.ts';
import { type FunctionDefinition, overload, window } from './function-definition.ts';

const ranking = (name: string, result: string): FunctionDefinition =>
  window(name, overload(`()->${result}`, `${name}()$S`));

const NO_OFFSET = raise('INVALID_FUNCTION_ARGUMENT', "'Offset must not be null'");

/** How far lag and lead look: DuckDB takes NULL for none at all. */
const DISTANCE = `CASE WHEN $2 IS NULL THEN ${NO_OFFSET} WHEN $2 < 0 THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Offset must be at least 0'")} ELSE $2 END`;

/** DuckDB looks the other way for a negative offset. */
function offset(least: number): string {
  return `CASE WHEN $2 < ${least} THEN ${raise('INVALID_FUNCTION_ARGUMENT', `'Offset must be at least ${least}'`)} ELSE $2 END`;
}

export const WINDOW_FUNCTIONS: readonly FunctionDefinition[] = [
  ranking('row_number', 'bigint'),
  ranking('rank', 'bigint'),
  ranking('dense_rank', 'bigint'),
  ranking('percent_rank', 'double'),
  ranking('cume_dist', 'double'),
  window('ntile', overload('(bigint)->bigint', 'ntile($1)$S')),
  window('first_value', overload('(T)->T', 'first_value($1$I)$S')),
  window('last_value', overload('(T)->T', 'last_value($1$I)$S')),
  window('nth_value', overload('(T,bigint)->T', `nth_value($1, ${offset(1)}$I)$S`)),
  ...['lag', 'lead'].map((name) =>
    window(
      name,
      overload('(T)->T', `${name}($1$I)$S`),
      overload('(T,bigint)->T', `${name}($1, ${DISTANCE}$I)$S`),
      overload('(T,bigint,T)->T', `${name}($1, ${DISTANCE}, $3$I)$S`),
    ),
  ),
];
