// A DuckDB macro as data. Macros say what one expression cannot without naming an argument twice in every query's text.
import { withoutPoints } from '../lambda-fields.ts';
import { nullsFirst } from '../raise.ts';

export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  /** One DuckDB expression over the parameters. */
  readonly body: string;
}

/** `macro('t_divide(a, b)', …)`: NULL where a parameter is, rather than a failure. */
export function macro(signature: string, body: string): Macro {
  const open = signature.indexOf('(');
  const parameters = signature
    .slice(open + 1, -1)
    .split(',')
    .map((name) => name.trim());
  // What one argument fails on is not NULL.
  const checked = parameters.length > 1 ? nullsFirst(body, parameters) : body;
  return { name: signature.slice(0, open), parameters, body: withoutPoints(checked) };
}
