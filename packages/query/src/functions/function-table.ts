// The function table: every Trino function that can be printed for DuckDB, found by name and argument types.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';
import { AGGREGATE_FUNCTIONS } from './aggregate-functions.ts';
import { isSpecialForm } from './argument-count.ts';
import { ARRAY_FUNCTIONS } from './array-functions.ts';
import { BINARY_FUNCTIONS } from './binary-functions.ts';
import { CONDITIONAL_FUNCTIONS } from './conditional-functions.ts';
import { MISSING_FUNCTIONS } from './foreign-functions.ts';
import type { AggregateOptions, FunctionArgument, FunctionContext, WindowOptions } from './function-call.ts';
import type { CallClauses, FunctionDefinition } from './function-definition.ts';
import { JSON_FUNCTIONS } from './json-functions.ts';
import { LAMBDA_FUNCTIONS } from './lambda-functions.ts';
import { MAP_FUNCTIONS } from './map-functions.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import { NO_CLAUSES, printCall } from './overload-resolution.ts';
import { besideQueries } from './query-arguments.ts';
import { REGEXP_FUNCTIONS } from './regexp-functions.ts';
import { STATISTICS_FUNCTIONS } from './statistics-functions.ts';
import { STRING_FUNCTIONS } from './string-functions.ts';
import { TIME_FUNCTIONS } from './time-functions.ts';
import { TIME_TEXT_FUNCTIONS } from './time-text-functions.ts';
import { GRAMMAR_FUNCTIONS, TRINO_FUNCTIONS } from './trino-function-names.ts';
import { unknownFunction } from './unknown-function.ts';
import { URL_FUNCTIONS } from './url-functions.ts';
import { WINDOW_FUNCTIONS } from './window-functions.ts';

const TABLE: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    ...CONDITIONAL_FUNCTIONS,
    ...MATH_FUNCTIONS,
    ...STRING_FUNCTIONS,
    ...BINARY_FUNCTIONS,
    ...REGEXP_FUNCTIONS,
    ...STATISTICS_FUNCTIONS,
    ...URL_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...TIME_TEXT_FUNCTIONS,
    ...JSON_FUNCTIONS,
    ...ARRAY_FUNCTIONS,
    ...MAP_FUNCTIONS,
    ...LAMBDA_FUNCTIONS,
    ...AGGREGATE_FUNCTIONS,
    ...WINDOW_FUNCTIONS,
  ].flatMap((definition) => definition.names.map((name) => [name, definition] as const)),
);

/** Names that can be called locally, sorted. */
export const LOCAL_FUNCTIONS: readonly string[] = [...TABLE.keys()].sort();

export function functionDefinition(name: string): FunctionDefinition | undefined {
  return TABLE.get(name);
}

/**
 * `special`: Trino has the name, but only its grammar can call it (grouping).
 * `known-unsupported`: Trino has it, we do not. `undefined`: nobody has it.
 * @param name in lower case
 */
export function functionKind(
  name: string,
): 'scalar' | 'aggregate' | 'window' | 'special' | 'known-unsupported' | undefined {
  const definition = TABLE.get(name);
  if (definition !== undefined) return definition.kind;
  if (GRAMMAR_FUNCTIONS.has(name)) return 'special';
  return TRINO_FUNCTIONS.has(name) ? 'known-unsupported' : undefined;
}

/**
 * Throws NOT_SUPPORTED for what Trino has and we do not, FUNCTION_NOT_FOUND for the rest.
 * @param written the name as the query has it
 */
export function requireFunction(name: string, written = name): FunctionDefinition {
  const definition = TABLE.get(name);
  if (definition !== undefined) return definition;
  if (TRINO_FUNCTIONS.has(name)) {
    const instead = MISSING_FUNCTIONS.get(name);
    throw new TracelakeError('NOT_SUPPORTED', `Function ${name} is not supported locally`, {
      hint: instead && `Write ${instead}.`,
    });
  }
  throw unknownFunction(written, LOCAL_FUNCTIONS);
}

/** `undefined` where the name is an aggregate or window function. */
export function resolveScalarFunction(
  name: string,
  given: readonly FunctionArgument[],
  context: FunctionContext,
): TypedExpression | undefined {
  const definition = requireFunction(name);
  if (definition.kind !== 'scalar') return undefined;
  const print = (own: readonly FunctionArgument[]) => printCall(name, definition, own, context, NO_CLAUSES);
  // These compute no more of their arguments than they need.
  return isSpecialForm(name) ? print(given) : besideQueries(given, print);
}

export function resolveAggregate(
  name: string,
  given: readonly FunctionArgument[],
  options: AggregateOptions,
  context: FunctionContext,
): TypedExpression {
  const definition = requireFunction(name);
  checkAggregateOptions(name, definition, options);
  return printCall(name, definition, given, context, aggregateClauses(options));
}

export function resolveWindowFunction(
  name: string,
  given: readonly FunctionArgument[],
  options: WindowOptions,
  context: FunctionContext,
): TypedExpression {
  const clauses: CallClauses = {
    distinct: '',
    orderBy: '',
    ignoreNulls: options.ignoreNulls ? ' IGNORE NULLS' : '',
    suffix: () => ` OVER (${options.overSql})`,
  };
  return printCall(name, requireFunction(name), given, context, clauses);
}

function aggregateClauses({ distinct, orderBySql, filterSql, overSql }: AggregateOptions): CallClauses {
  const over = overSql === undefined ? '' : ` OVER (${overSql})`;
  return {
    distinct: distinct ? 'DISTINCT ' : '',
    orderBy: orderBySql ? ` ORDER BY ${orderBySql}` : '',
    ignoreNulls: '',
    suffix: (condition) => {
      const conditions = [filterSql, condition].filter((text) => text !== undefined);
      return `${conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`}${over}`;
    },
  };
}

function checkAggregateOptions(name: string, definition: FunctionDefinition, options: AggregateOptions): void {
  if (options.filterSql !== undefined && options.overSql !== undefined) {
    throw new TracelakeError('NOT_SUPPORTED', 'Window function with FILTER is not supported', {
      hint: `Use ${name}(IF(condition, x)) OVER (…).`,
    });
  }
  if (options.distinct && definition.distinct === 'refused') {
    throw new TracelakeError('NOT_SUPPORTED', `${name}(DISTINCT …) is not supported locally`);
  }
  if (options.orderBySql && definition.orderBy === 'refused') {
    throw new TracelakeError('NOT_SUPPORTED', `${name} with ORDER BY is not supported locally`);
  }
}
