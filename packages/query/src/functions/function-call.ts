// What the translator hands to the function table with a call.
import type { TypedExpression } from '../translate/typed-expression.ts';
import type { TrinoType } from '../types/trino-type.ts';

export interface LambdaArgument {
  readonly kind: 'lambda';
  /** Names as the user wrote them. */
  readonly parameters: readonly string[];
  /**
   * Types the body with parameters of these types. May be called more than once.
   * `parameterSql`: the DuckDB text each parameter stands for (`x1.key`); where it is left out, fresh identifiers are made and returned.
   */
  bind(types: readonly TrinoType[], parameterSql?: readonly string[]): BoundLambda;
}

export interface BoundLambda {
  readonly parameterSql: readonly string[];
  readonly body: TypedExpression;
}

export type FunctionArgument = TypedExpression | LambdaArgument;

export function isLambda(argument: FunctionArgument): argument is LambdaArgument {
  return 'kind' in argument && argument.kind === 'lambda';
}

/** What functions need of the translator: names of its own, and the operators that some functions are. */
export interface FunctionContext {
  /** An identifier that stands nowhere else in the text. */
  freshName(): string;
  /** The message of an error with the call's place in the user's text. */
  located(message: string): string;
  /** Trino's `a = b` (nullif). Throws TYPE_MISMATCH. */
  equals(a: TypedExpression, b: TypedExpression): TypedExpression;
  /** Trino's `a % b` (mod). Throws TYPE_MISMATCH. */
  remainder(a: TypedExpression, b: TypedExpression): TypedExpression;
}

export interface AggregateOptions {
  readonly distinct: boolean;
  /** `x ASC NULLS LAST, y DESC NULLS LAST`: of `array_agg(x ORDER BY …)` and of WITHIN GROUP. */
  readonly orderBySql?: string | undefined;
  /** The condition of FILTER (WHERE …). */
  readonly filterSql?: string | undefined;
  /** What stands in OVER ( … ), `''` for OVER (); `undefined` without OVER. */
  readonly overSql?: string | undefined;
  /** Whether `orderBySql` came from WITHIN GROUP (listagg). */
  readonly withinGroup?: boolean | undefined;
}

export interface WindowOptions {
  readonly ignoreNulls: boolean;
  /** What stands in OVER ( … ). */
  readonly overSql: string;
}
