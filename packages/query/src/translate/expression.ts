// Every node of the grammar's expression rules to a typed expression: which part of the walk takes which node.
import { sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext } from '../parser/trino-grammar.ts';
import * as grammar from '../parser/trino-grammar.ts';
import { UNKNOWN } from '../types/type-constructors.ts';
import { arithmeticBinary, arithmeticUnary, atTimeZone, concatenation } from './arithmetic-expression.ts';
import { truth } from './comparison.ts';
import { coalesceExpression, searchedCase, simpleCase } from './conditional.ts';
import { arrayConstructor, rowConstructor, subscript } from './container.ts';
import { functionCall, groupingOperation, listAggregate } from './function-call.ts';
import { intervalLiteral } from './interval-literal.ts';
import { jsonArray, jsonExists, jsonObject, jsonQuery, jsonValue } from './json-form.ts';
import { binaryLiteral, numericLiteral, typedLiteral } from './literal.ts';
import { conjunction, disjunction, negation } from './logic.ts';
import { predicate } from './predicate.ts';
import { columnReference, dereference } from './reference.ts';
import type { Scope } from './scope.ts';
import {
  cast,
  currentDate,
  currentTimestamp,
  extract,
  localTime,
  localTimestamp,
  normalize,
  position,
  substring,
  trim,
} from './special-form.ts';
import { stringLiteral } from './string-literal.ts';
import { exists, scalarSubquery } from './subquery-expression.ts';
import type { TypedExpression } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

type Handler<N extends ParserRuleContext> = (node: N, scope: Scope, walk: Walk) => TypedExpression;

const HANDLERS = new Map<unknown, Handler<never>>();

function on<N extends ParserRuleContext>(type: new (...given: never[]) => N, handler: Handler<N>): void {
  HANDLERS.set(type, handler);
}

on(grammar.AndContext, conjunction);
on(grammar.OrContext, disjunction);
on(grammar.LogicalNotContext, negation);
on(grammar.PredicatedContext, predicate);
on(grammar.ArithmeticBinaryContext, arithmeticBinary);
on(grammar.ArithmeticUnaryContext, arithmeticUnary);
on(grammar.ConcatenationContext, concatenation);
on(grammar.AtTimeZoneContext, atTimeZone);
on(grammar.ColumnReferenceContext, columnReference);
on(grammar.ColumnRefContext, columnReference);
on(grammar.DereferenceContext, dereference);
on(grammar.SubscriptContext, subscript);
on(grammar.StringLiteralContext, (node) => stringLiteral(node.string()));
on(grammar.NumericLiteralContext, numericLiteral);
on(grammar.BooleanLiteralContext, (node) => {
  const constant = node.booleanValue().KW_TRUE() !== null;
  return { ...truth(String(constant)), constant };
});
on(grammar.NullLiteralContext, () => ({ sql: 'NULL', type: UNKNOWN, constant: null, mayBeNaN: false }));
on(grammar.BinaryLiteralContext, binaryLiteral);
on(grammar.IntervalLiteralContext, (node) => intervalLiteral(node.interval()));
on(grammar.TypeConstructorContext, (node, _scope, walk) => typedLiteral(node, walk));
on(grammar.CastContext, cast);
on(grammar.SimpleCaseContext, simpleCase);
on(grammar.SearchedCaseContext, searchedCase);
on(grammar.CoalesceContext, coalesceExpression);
on(grammar.RowConstructorContext, rowConstructor);
on(grammar.ArrayConstructorContext, arrayConstructor);
on(grammar.SubqueryExpressionContext, scalarSubquery);
on(grammar.ExistsContext, exists);
on(grammar.ExtractContext, extract);
on(grammar.SubstringContext, substring);
on(grammar.PositionContext, position);
on(grammar.TrimContext, trim);
on(grammar.NormalizeContext, normalize);
on(grammar.CurrentDateContext, currentDate);
on(grammar.CurrentTimestampContext, currentTimestamp);
on(grammar.LocalTimestampContext, localTimestamp);
on(grammar.LocalTimeContext, localTime);
on(grammar.FunctionCallContext, functionCall);
on(grammar.ListAggContext, listAggregate);
on(grammar.GroupingOperationContext, groupingOperation);
on(grammar.JsonValueContext, jsonValue);
on(grammar.JsonQueryContext, jsonQuery);
on(grammar.JsonExistsContext, jsonExists);
on(grammar.JsonObjectContext, jsonObject);
on(grammar.JsonArrayContext, jsonArray);
on(grammar.ParameterContext, (node) => {
  throw sourceError(node, 'INVALID_PARAMETER_USAGE', 'Incorrect number of parameters: expected 1 but found 0');
});
on(grammar.LambdaContext, (node) => {
  throw sourceError(node, 'TYPE_MISMATCH', 'A lambda can only be the argument of a function that takes one');
});

/** Forms that name an operand twice double the text with every level of nesting. */
const MAX_SQL_LENGTH = 1_000_000;

export function translateExpression(node: ParserRuleContext, scope: Scope, walk: Walk): TypedExpression {
  const inner = innermost(node);
  const handler = HANDLERS.get(inner.constructor);
  if (handler === undefined) {
    const hint = inner instanceof grammar.CurrentTimeContext ? 'Write LOCALTIME, which has no zone.' : undefined;
    throw sourceError(inner, 'NOT_SUPPORTED', `${formName(inner)} is not supported locally`, { hint });
  }
  walk.effort.spend(1 + scope.members.length, inner);
  const { references } = scope.block;
  const before = references.length;
  const firstPart = walk.written?.length ?? 0;
  const result = (handler as Handler<ParserRuleContext>)(inner, scope, walk);
  if (result.sql.length > MAX_SQL_LENGTH) {
    throw sourceError(inner, 'query_too_deep', `This expression needs more than ${MAX_SQL_LENGTH} characters of SQL`, {
      details: { limit: MAX_SQL_LENGTH },
    });
  }
  walk.effort.spendText(result.sql, inner);
  walk.written?.push({ node: inner, sql: result.sql, type: result.type, firstPart });
  for (let i = before; i < references.length; i++) references[i].enclosing.push(result.sql);
  return result;
}

/** What the user wrote first: `CURRENT_USER`, `MATCH_RECOGNIZE`. */
function formName(node: ParserRuleContext): string {
  return node.start?.text?.toUpperCase() ?? 'This form';
}
