// A DuckDB macro as data. Macros say what one expression cannot without naming an argument twice in every query's text.

export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  /** One DuckDB expression over the parameters. */
  readonly body: string;
}

/** `macro('t_divide(a, b)', …)`. */
export function macro(signature: string, body: string): Macro {
  const open = signature.indexOf('(');
  const parameters = signature.slice(open + 1, -1).split(',');
  return { name: signature.slice(0, open), parameters: parameters.map((name) => name.trim()), body };
}
