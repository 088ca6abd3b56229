// `x -> …` as the argument of a function: its body is typed when the function knows what the parameters are.
import type { BoundLambda, LambdaArgument } from '../functions/function-call.ts';
import { identifierOf } from '../parser/identifier.ts';
import { LambdaContext, type ParserRuleContext } from '../parser/trino-grammar.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { isFloating } from '../types/type-predicates.ts';
import type { Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

/** `undefined` where the argument is no lambda. */
export function lambdaArgument(node: ParserRuleContext, scope: Scope, walk: Walk): LambdaArgument | undefined {
  const lambda = innermost(node);
  if (!(lambda instanceof LambdaContext)) return undefined;
  const parameters = lambda.identifier().map((name) => identifierOf(name).text);
  const bind = (types: readonly TrinoType[], given?: readonly string[]): BoundLambda => {
    const parameterSql = given ?? types.map(() => walk.names.next('x'));
    const bound = new Map(scope.parameters);
    for (const [i, name] of parameters.entries()) {
      bound.set(name.toLowerCase(), parameter(parameterSql[i], types[i]));
    }
    const clause = {
      ...scope.clause,
      aggregates: false,
      windows: false,
      inside: { kind: 'lambda', name: 'lambda', node: lambda },
    } as const;
    return {
      parameterSql,
      body: walk.expression(lambda.expression(), { ...scope, parameters: bound, clause, whole: lambda.expression() }),
    };
  };
  return { kind: 'lambda', parameters, bind };
}

function parameter(sql: string, type: TrinoType): TypedExpression {
  return { sql, type, mayBeNaN: isFloating(type) };
}
