// Window functions; aggregates with OVER are in aggregate-functions.ts.
import { type FunctionDefinition, overload, window } from './function-definition.ts';

const ranking = (name: string, result: string): FunctionDefinition =>
  window(name, overload(`()->${result}`, `${name}()$S`));

export const WINDOW_FUNCTIONS: readonly FunctionDefinition[] = [
  ranking('row_number', 'bigint'),
  ranking('rank', 'bigint'),
  ranking('dense_rank', 'bigint'),
  ranking('percent_rank', 'double'),
  ranking('cume_dist', 'double'),
  window('ntile', overload('(bigint)->bigint', 'ntile($1)$S')),
  window('first_value', overload('(T)->T', 'first_value($1$I)$S')),
  window('last_value', overload('(T)->T', 'last_value($1$I)$S')),
  window('nth_value', overload('(T,bigint)->T', 'nth_value($1, $2$I)$S')),
  ...['lag', 'lead'].map((name) =>
    window(
      name,
      overload('(T)->T', `${name}($1$I)$S`),
      overload('(T,bigint)->T', `${name}($1, $2$I)$S`),
      overload('(T,bigint,T)->T', `${name}($1, $2, $3$I)$S`),
    ),
  ),
];
