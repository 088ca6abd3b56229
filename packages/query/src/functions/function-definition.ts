// An entry of the function table: names, and one overload a signature with the DuckDB text it becomes.
import type { TypedExpression } from '../translate/typed-expression.ts';
import type { TrinoType } from '../types/trino-type.ts';
import type { FunctionContext, LambdaArgument } from './function-call.ts';

export type FunctionKind = 'scalar' | 'aggregate' | 'window';

/** A call whose overload is chosen and whose arguments have been coerced to its parameters. */
export interface FunctionCall {
  readonly name: string;
  /** A lambda's place is `undefined`: see `lambda`. */
  readonly arguments: readonly TypedExpression[];
  lambda(index: number): LambdaArgument;
  readonly context: FunctionContext;
  readonly clauses: CallClauses;
}

/** The clauses of an aggregate or window call as text; empty for scalar functions. */
export interface CallClauses {
  /** `'DISTINCT '` or `''`. */
  readonly distinct: string;
  /** `' ORDER BY …'` or `''`. */
  readonly orderBy: string;
  /** `' IGNORE NULLS'` or `''`; in DuckDB it stands inside the parentheses. */
  readonly ignoreNulls: string;
  /** `' FILTER (WHERE …) OVER (…)'` or what there is of it; `condition` is added to the filter. */
  suffix(condition?: string): string;
}

/**
 * DuckDB text with `$1` … for the arguments, `$D` DISTINCT, `$O` ORDER BY, `$I` IGNORE NULLS, `$S` FILTER and OVER;
 * or code, which gives the text, or a whole expression where the type comes with it.
 */
export type Printer = string | ((call: FunctionCall) => string | TypedExpression);

export interface OverloadOptions {
  /** The result type where the signature cannot say it: decimals, lambdas, zones. */
  readonly result?: (call: FunctionCall) => TrinoType;
  /** Whether NaN can come out where none went in. */
  readonly makesNaN?: boolean;
  /** Whether NULL comes out when any argument is NULL, which the DuckDB text does not do by itself. */
  readonly nullIfAnyNull?: boolean;
  /** Whether a NULL argument is one like others: then it does not win over another that is bad. */
  readonly takesNull?: boolean;
}

export interface FunctionOverload extends OverloadOptions {
  /** `'(V?,bigint)->V?'`, see signature.ts; without `->` the options compute the result. */
  readonly signature: string;
  readonly print: Printer;
}

/** Whether DISTINCT or ORDER BY reaches the inner DuckDB aggregate (`$D`, `$O`), changes nothing, or is refused. */
export type ClauseRule = 'passed' | 'ignored' | 'refused';

export interface FunctionDefinition {
  readonly kind: FunctionKind;
  readonly names: readonly string[];
  readonly overloads: readonly FunctionOverload[];
  readonly distinct: ClauseRule;
  readonly orderBy: ClauseRule;
}

export function overload(signature: string, print: Printer, options: OverloadOptions = {}): FunctionOverload {
  return { signature, print, ...options };
}

/** `names`: one name, or several with blanks between. */
export function scalar(names: string, ...overloads: FunctionOverload[]): FunctionDefinition {
  return { kind: 'scalar', names: names.split(' '), overloads, distinct: 'refused', orderBy: 'refused' };
}

/** @param rules default: DISTINCT is refused, ORDER BY ignored, since most aggregates do not see the order of rows. */
export function aggregate(
  names: string,
  rules: { readonly distinct?: ClauseRule; readonly orderBy?: ClauseRule },
  ...overloads: FunctionOverload[]
): FunctionDefinition {
  const { distinct = 'refused', orderBy = 'ignored' } = rules;
  return { kind: 'aggregate', names: names.split(' '), overloads, distinct, orderBy };
}

export function window(names: string, ...overloads: FunctionOverload[]): FunctionDefinition {
  return { kind: 'window', names: names.split(' '), overloads, distinct: 'refused', orderBy: 'refused' };
}
