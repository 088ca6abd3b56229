// SQL/JSON in the grammar: JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY with their default behaviours.
import * as sqlJson from '../functions/sql-json.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type {
  JsonArrayContext,
  JsonExistsContext,
  JsonObjectContext,
  JsonPathInvocationContext,
  JsonQueryContext,
  JsonValueContext,
  ParserRuleContext,
} from '../parser/trino-grammar.ts';
import type { Scope } from './scope.ts';
import { stringValue } from './string-literal.ts';
import { typeOfNode } from './type-node.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';

export function jsonExists(node: JsonExistsContext, scope: Scope, walk: Walk): TypedExpression {
  refuse(node.jsonExistsErrorBehavior(), 'JSON_EXISTS with an ON ERROR behaviour');
  const { input, path } = invocation(node.jsonPathInvocation(), scope, walk);
  return locateErrors(node, () => sqlJson.jsonExists(input, path));
}

export function jsonValue(node: JsonValueContext, scope: Scope, walk: Walk): TypedExpression {
  for (const behavior of node.jsonValueBehavior()) {
    if (behavior.KW_NULL() === null) refuse(behavior, 'JSON_VALUE with ERROR or DEFAULT');
  }
  const { input, path } = invocation(node.jsonPathInvocation(), scope, walk);
  const returning = node.type();
  return locateErrors(node, () =>
    sqlJson.jsonValue(input, path, returning === null ? undefined : typeOfNode(returning)),
  );
}

export function jsonQuery(node: JsonQueryContext, scope: Scope, walk: Walk): TypedExpression {
  for (const behavior of node.jsonQueryBehavior()) {
    if (behavior.KW_NULL() === null) refuse(behavior, 'JSON_QUERY with ERROR or EMPTY');
  }
  if (node.KW_QUOTES() !== null) refuse(node, 'JSON_QUERY with QUOTES');
  refuse(node.type(), 'JSON_QUERY with RETURNING');
  const { input, path } = invocation(node.jsonPathInvocation(), scope, walk);
  const behavior = node.jsonQueryWrapperBehavior();
  const wrapper: sqlJson.JsonWrapper =
    behavior?.KW_WITH() == null ? 'without' : behavior.KW_CONDITIONAL() === null ? 'unconditional' : 'conditional';
  return locateErrors(node, () => sqlJson.jsonQuery(input, path, wrapper));
}

export function jsonObject(node: JsonObjectContext, scope: Scope, walk: Walk): TypedExpression {
  if (node.KW_UNIQUE() !== null || node.KW_ABSENT() !== null) refuse(node, 'JSON_OBJECT with options');
  refuse(node.type(), 'JSON_OBJECT with RETURNING');
  const members = node.jsonObjectMember().map((member) => ({
    key: walk.expression(member.expression(), scope),
    value: walk.expression(member.jsonValueExpression().expression(), scope),
  }));
  return locateErrors(node, () => sqlJson.jsonObject(members));
}

export function jsonArray(node: JsonArrayContext, scope: Scope, walk: Walk): TypedExpression {
  if (node.KW_ON() !== null && node.KW_ABSENT() === null) refuse(node, 'JSON_ARRAY with NULL ON NULL');
  refuse(node.type(), 'JSON_ARRAY with RETURNING');
  const values = node.jsonValueExpression().map((value) => walk.expression(value.expression(), scope));
  return locateErrors(node, () => sqlJson.jsonArray(values));
}

function invocation(node: JsonPathInvocationContext, scope: Scope, walk: Walk) {
  if (node.KW_PASSING() !== null) refuse(node, 'PASSING in a JSON path');
  const given = node.jsonValueExpression();
  if (given.KW_FORMAT() !== null) refuse(given.jsonRepresentation(), 'FORMAT JSON');
  return { input: walk.expression(given.expression(), scope), path: stringValue(node._path!) };
}

function refuse(node: ParserRuleContext | null, what: string): void {
  if (node !== null) throw sourceError(node, 'NOT_SUPPORTED', `${what} is not supported locally`);
}
