// SQL/JSON in the grammar: JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY with all their clauses.
import { isTracelakeError } from '@tracelake/schema';
import * as sqlJson from '../functions/sql-json.ts';
import { checkedPath } from '../functions/sql-json-path-check.ts';
import { identifierOf } from '../parser/identifier.ts';
import { errorAt, locateErrors, positionOf, sourceError } from '../parser/source-error.ts';
import {
  JsonArrayContext,
  type JsonExistsContext,
  JsonObjectContext,
  type JsonPathInvocationContext,
  type JsonQueryBehaviorContext,
  JsonQueryContext,
  type JsonRepresentationContext,
  type JsonValueBehaviorContext,
  type JsonValueContext,
  type JsonValueExpressionContext,
  type ParserRuleContext,
  type TypeContext,
} from '../parser/trino-grammar.ts';
import type { TrinoType } from '../types/trino-type.ts';
import type { Scope } from './scope.ts';
import { stringValue } from './string-literal.ts';
import { typeOfNode } from './type-node.ts';
import type { TypedExpression } from './typed-expression.ts';
import { innermost } from './unwrap.ts';
import type { Walk } from './walk.ts';

export function jsonExists(node: JsonExistsContext, scope: Scope, walk: Walk): TypedExpression {
  const behavior = node.jsonExistsErrorBehavior();
  const onError = behavior?.KW_TRUE()
    ? 'true'
    : behavior?.KW_UNKNOWN()
      ? 'unknown'
      : behavior?.KW_ERROR()
        ? 'error'
        : 'false';
  const call = invocation(node.jsonPathInvocation(), scope, walk);
  return locateErrors(node, () => sqlJson.jsonExists(call, onError));
}

export function jsonValue(node: JsonValueContext, scope: Scope, walk: Walk): TypedExpression {
  const returning = returned(node.type());
  const behaviorOf = (
    behavior: JsonValueBehaviorContext | undefined,
    what: 'EMPTY' | 'ERROR',
  ): sqlJson.JsonBehavior => {
    if (behavior?.KW_ERROR()) return 'error';
    const given = behavior?.KW_DEFAULT() == null ? null : behavior.expression();
    if (given === null) return 'null';
    const value = walk.expression(given, scope);
    return locateErrors(given, () => sqlJson.jsonDefault(value, what, returning));
  };
  const call = invocation(node.jsonPathInvocation(), scope, walk);
  const behaviors = {
    onEmpty: behaviorOf(node._emptyBehavior, 'EMPTY'),
    onError: behaviorOf(node._errorBehavior, 'ERROR'),
  };
  return locateErrors(node, () => sqlJson.jsonValue(call, behaviors, returning));
}

export function jsonQuery(node: JsonQueryContext, scope: Scope, walk: Walk): TypedExpression {
  refuseEncoding(node.jsonRepresentation());
  const wrapping = node.jsonQueryWrapperBehavior();
  const form: sqlJson.JsonQueryForm = {
    wrapper:
      wrapping?.KW_WITH() == null ? 'without' : wrapping.KW_CONDITIONAL() === null ? 'unconditional' : 'conditional',
    omitQuotes: node.KW_OMIT() !== null,
  };
  const behaviors = {
    onEmpty: queryBehavior(node._emptyBehavior),
    onError: queryBehavior(node._errorBehavior),
  };
  const call = invocation(node.jsonPathInvocation(), scope, walk);
  return locateErrors(node, () => sqlJson.jsonQuery(call, form, behaviors, returned(node.type())));
}

function queryBehavior(behavior: JsonQueryBehaviorContext | undefined): sqlJson.JsonBehavior {
  if (behavior?.KW_ERROR()) return 'error';
  if (behavior?.KW_ARRAY()) return 'empty array';
  return behavior?.KW_OBJECT() ? 'empty object' : 'null';
}

export function jsonObject(node: JsonObjectContext, scope: Scope, walk: Walk): TypedExpression {
  refuseEncoding(node.jsonRepresentation());
  const members = node.jsonObjectMember().map((member) => ({
    key: walk.expression(member.expression(), scope),
    value: jsonInput(member.jsonValueExpression(), scope, walk),
  }));
  const form = {
    absentOnNull: node.KW_ABSENT() !== null,
    uniqueKeys: node.KW_UNIQUE() !== null && node.KW_WITH() !== null,
  };
  return locateErrors(node, () => sqlJson.jsonObject(members, form, returned(node.type())));
}

export function jsonArray(node: JsonArrayContext, scope: Scope, walk: Walk): TypedExpression {
  refuseEncoding(node.jsonRepresentation());
  const values = node.jsonValueExpression().map((value) => jsonInput(value, scope, walk));
  const absentOnNull = node.KW_ON() === null || node.KW_ABSENT() !== null;
  return locateErrors(node, () => sqlJson.jsonArray(values, absentOnNull, returned(node.type())));
}

function invocation(node: JsonPathInvocationContext, scope: Scope, walk: Walk): sqlJson.JsonPathCall {
  const passing: sqlJson.JsonArgument[] = [];
  for (const argument of node.jsonArgument()) {
    const { text, quoted } = identifierOf(argument.identifier());
    const name = quoted ? text : text.toUpperCase();
    if (passing.some((other) => other.name === name)) {
      throw sourceError(
        argument,
        'DUPLICATE_PARAMETER_NAME',
        `${name} JSON path parameter is specified more than once`,
      );
    }
    passing.push({ name, value: jsonInput(argument.jsonValueExpression(), scope, walk) });
  }
  const path = stringValue(node._path!);
  checkPath(node._path!, path, new Set(passing.map(({ name }) => name)));
  return { input: jsonInput(node.jsonValueExpression(), scope, walk), path, passing };
}

/** Trino points into the path's quotes. Other errors than those of its grammar are the function's. */
function checkPath(node: ParserRuleContext, path: string, passed: ReadonlySet<string>): void {
  try {
    checkedPath(path, passed);
  } catch (error) {
    if (!isTracelakeError(error) || error.code !== 'SYNTAX_ERROR') return;
    const { line, column } = positionOf(node);
    throw errorAt({ line, column: column + 1 }, error.code, error.message, { hint: error.hint, cause: error });
  }
}

/** The result of a JSON constructor is JSON also without FORMAT JSON. */
function jsonInput(node: JsonValueExpressionContext, scope: Scope, walk: Walk): sqlJson.JsonInput {
  refuseEncoding(node.jsonRepresentation());
  const inner = innermost(node.expression());
  const constructed = [JsonObjectContext, JsonArrayContext, JsonQueryContext].some((type) => inner instanceof type);
  return { expression: walk.expression(node.expression(), scope), formatted: constructed || node.KW_FORMAT() !== null };
}

function returned(node: TypeContext | null): TrinoType | undefined {
  return node === null ? undefined : typeOfNode(node);
}

function refuseEncoding(node: JsonRepresentationContext | null): void {
  if (node?.KW_UTF16() != null || node?.KW_UTF32() != null) {
    throw sourceError(node, 'NOT_SUPPORTED', 'JSON in other encodings than UTF-8 is not supported locally');
  }
}
