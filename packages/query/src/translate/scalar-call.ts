// Calls of the function table from the walk: what it needs of us, and where its errors lie.

import type { FunctionArgument, FunctionContext } from '../functions/function-call.ts';
import { resolveScalarFunction } from '../functions/function-table.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext } from '../parser/trino-grammar.ts';
import { compare } from './comparison.ts';
import { arithmetic } from './operators.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function functionContext(walk: Walk, node: ParserRuleContext): FunctionContext {
  return {
    freshName: () => walk.names.next('x'),
    located: (message) => sourceError(node, 'INVALID_FUNCTION_ARGUMENT', message).message,
    equals: (a, b) => compare('=', a, b),
    remainder: (a, b) => arithmetic('%', a, b),
  };
}

/** A scalar function, for the grammar forms that are one: EXTRACT, POSITION, SUBSTRING … */
export function callScalar(
  name: string,
  given: readonly FunctionArgument[],
  node: ParserRuleContext,
  walk: Walk,
): TypedExpression {
  walk.functions.add(name);
  const result = locateErrors(node, () => resolveScalarFunction(name, given, functionContext(walk, node)));
  if (result === undefined) throw sourceError(node, 'FUNCTION_NOT_FOUND', `Function '${name}' not registered`);
  return { ...result, name: undefined };
}
