// Calls: scalar functions, aggregates, window functions, and where each may stand.
import { isTracelakeError } from '@tracelake/schema';
import { isSpecialForm } from '../functions/argument-count.ts';
import { type FunctionArgument, isLambda } from '../functions/function-call.ts';
import {
  requireFunction,
  resolveAggregate,
  resolveScalarFunction,
  resolveWindowFunction,
} from '../functions/function-table.ts';
import { identifiersOf, sameName } from '../parser/identifier.ts';
import { locateErrors, sourceError } from '../parser/source-error.ts';
import type {
  FilterContext,
  FunctionCallContext,
  GroupingOperationContext,
  ListAggContext,
  OverContext,
  ParserRuleContext,
} from '../parser/trino-grammar.ts';
import { commonType } from '../types/common-type.ts';
import { INTEGER, VARCHAR } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { mapElement } from './container.ts';
import { expressionPlace } from './expression-place.ts';
import { lambdaArgument } from './lambda.ts';
import { condition } from './logic.ts';
import { resolveName } from './name-resolution.ts';
import { sortKeys, sortNode } from './ordering.ts';
import { functionContext } from './scalar-call.ts';
import { type EnclosingCall, HAVING_CLAUSE, type Scope, WHERE_CLAUSE } from './scope.ts';
import { stringValue, textConstant } from './string-literal.ts';
import { beforeTry, tryCall } from './try-call.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { Walk } from './walk.ts';
import { hasOrder, windowNode, windowSql } from './window.ts';

export function functionCall(node: FunctionCallContext, scope: Scope, walk: Walk): TypedExpression {
  if (node.processingMode() !== null || node._label !== undefined) {
    throw sourceError(node, 'NOT_SUPPORTED', 'Row pattern functions are not supported locally');
  }
  const written = writtenName(node);
  const name = written.toLowerCase();
  const definition = locateErrors(node, () => requireFunction(name, written));
  walk.functions.add(name);
  if (definition.kind === 'scalar') return scalarCall(name, node, scope, walk);
  const call = definition.kind === 'window' ? windowCall : aggregateCall;
  return beforeTry(call(name, node, scope, walk), scope, walk);
}

/** `listagg(x, ', ') WITHIN GROUP (ORDER BY x)`. What TRUNCATE would cut is refused when it is that long. */
export function listAggregate(node: ListAggContext, scope: Scope, walk: Walk): TypedExpression {
  walk.functions.add('listagg');
  enterAggregation('listagg', node, scope);
  const inner = insideAggregation('listagg', node, scope);
  const separator = node.string();
  const text = walk.expression(node.expression(), inner);
  if (text.type.kind === 'unknown' || commonType(text.type, VARCHAR)?.kind !== 'varchar') {
    const message = `Expected expression of varchar, but '${walk.source.slice(node.expression())}' has ${typeText(text.type)} type`;
    throw sourceError(node, 'TYPE_MISMATCH', message, { hint: 'Write CAST(… AS varchar).' });
  }
  const given = [text, textConstant(separator === null ? '' : stringValue(separator))];
  const order = node.sortItem();
  const options = {
    distinct: node.setQuantifier()?.KW_DISTINCT() != null,
    orderBySql: order.length > 0 ? sortKeys(order, inner, walk) : undefined,
    filterSql: filterSql(node.filter(), inner, walk),
    withinGroup: true,
  };
  const whole = locateErrors(node, () => resolveAggregate('listagg', given, options, functionContext(walk, node)));
  const isCut = node.listAggOverflowBehavior()?.KW_TRUNCATE() != null;
  const result = { ...whole, sql: `${isCut ? 't_listagg_uncut' : 't_listagg'}(${whole.sql})` };
  leaveAggregation('listagg', result, scope);
  return beforeTry(result, scope, walk);
}

/** `grouping(a, b)`: which of the columns the row's grouping set leaves out, as bits. */
export function groupingOperation(node: GroupingOperationContext, scope: Scope, _walk: Walk): TypedExpression {
  if (!scope.clause.aggregates) throw notScalar(node, scope, 'grouping');
  scope.block.aggregateCalls++;
  const rows = { ...scope, outputs: [], clause: { ...scope.clause, grouped: false } };
  const columns = node.qualifiedName().map((name) => {
    const parts = identifiersOf(name);
    if (parts.length === 1 && scope.outputs.some((output) => sameName(output.name, parts[0].text))) {
      const message = 'Invalid reference to output of SELECT clause from grouping() expression in ORDER BY';
      throw sourceError(name, 'INVALID_ARGUMENTS', message, { hint: 'Select grouping(…) AS g, and order by g.' });
    }
    return resolveName(parts, rows, name).sql;
  });
  scope.block.groupingCalls.push({ node, columns });
  return { sql: `CAST(grouping(${columns.join(', ')}) AS INTEGER)`, type: INTEGER, mayBeNaN: false };
}

/** With a point in it no function is called so. */
function writtenName(node: FunctionCallContext): string {
  const parts = identifiersOf(node.functionName().qualifiedName());
  return parts.map((part) => part.text).join('.');
}

function refuseClauses(name: string, node: FunctionCallContext): void {
  const clauses = [
    ['OVER clause', node.over() !== null],
    ['DISTINCT', node.setQuantifier()?.KW_DISTINCT() != null],
    ['FILTER', node.filter() !== null],
  ] as const;
  const [clause] = clauses.find(([, stands]) => stands) ?? [];
  if (clause !== undefined) throw sourceError(node, 'SYNTAX_ERROR', `${clause} not valid for '${name}' function`);
}

function scalarCall(name: string, node: FunctionCallContext, scope: Scope, walk: Walk): TypedExpression {
  if (isSpecialForm(name)) refuseClauses(name, node);
  if (node.over() !== null) {
    throw sourceError(node, 'FUNCTION_NOT_WINDOW', `Function '${name}' is not a window function`);
  }
  if (node.filter() !== null || node.setQuantifier()?.KW_DISTINCT() || node.sortItem().length > 0) {
    throw sourceError(node, 'FUNCTION_NOT_AGGREGATE', `Function '${name}' is not an aggregation function`);
  }
  refuseAsterisk(name, node);
  refuseNullTreatment(name, node);
  const nodes = node.expression();
  if (name === 'element_at' && nodes.length === 2) {
    const element = mapElement(node, nodes[0], walk.expression(nodes[1], scope), scope, walk);
    if (element !== undefined) return element;
  }
  const scalar = (inner: Scope) => {
    const given = callArguments(node, inner, walk);
    // Trino points at the first value that is to be shown.
    const place = name === 'format' && nodes.length > 1 ? nodes[1] : node;
    const run = () => resolveScalarFunction(name, given, functionContext(walk, node));
    return locateErrors(node, () => (place === node ? run() : locateRefusals(place, run)));
  };
  const result = name === 'try' ? tryCall(scalar, scope, walk) : scalar(scope);
  if (result === undefined) throw sourceError(node, 'FUNCTION_NOT_FOUND', `Function '${name}' not registered`);
  return { ...result, name: undefined };
}

/** Of a type that the function does not take; other errors are the call's. */
function locateRefusals<T>(place: ParserRuleContext, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'NOT_SUPPORTED') return locateErrors(place, () => rethrow(error));
    throw error;
  }
}

function rethrow(error: unknown): never {
  throw error;
}

function aggregateCall(name: string, node: FunctionCallContext, scope: Scope, walk: Walk): TypedExpression {
  if (name !== 'count') refuseAsterisk(name, node);
  refuseNullTreatment(name, node);
  const over = node.over();
  const distinct = node.setQuantifier()?.KW_DISTINCT() != null;
  if (over !== null) enterWindow(name, node, scope);
  else enterAggregation(name, node, scope);
  const inner = over === null ? insideAggregation(name, node, scope) : insideWindow(name, node, scope);
  const order = node.sortItem();
  const given = callArguments(node, inner, walk);
  const options = {
    distinct,
    orderBySql: order.length > 0 ? sortKeys(order, inner, walk) : undefined,
    filterSql: filterSql(node.filter(), inner, walk),
    overSql: over === null ? undefined : windowSql(name, over, inner, walk),
  };
  if (distinct && order.length > 0) checkDistinctOrder(node, given, inner, walk);
  const result = locateErrors(node, () => resolveAggregate(name, given, options, functionContext(walk, node)));
  if (over === null) leaveAggregation(name, result, scope);
  return { ...result, name: undefined, constant: undefined };
}

/** Of several equal values it is open which one's key would count. */
function checkDistinctOrder(
  node: FunctionCallContext,
  given: readonly FunctionArgument[],
  scope: Scope,
  walk: Walk,
): void {
  const known = new Set(given.map((argument) => (isLambda(argument) ? '' : argument.sql)));
  for (const item of node.sortItem()) {
    const place = sortNode(item);
    if (known.has(walk.names.reuse(() => walk.expression(place, { ...scope, outputs: [] })).sql)) continue;
    const message = 'For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments';
    throw sourceError(place, 'EXPRESSION_NOT_IN_DISTINCT', message);
  }
}

function windowCall(name: string, node: FunctionCallContext, scope: Scope, walk: Walk): TypedExpression {
  const over = node.over();
  if (over === null) {
    throw sourceError(node, 'MISSING_OVER', `Window function ${name} requires an OVER clause`);
  }
  refuseAsterisk(name, node);
  if (node.setQuantifier()?.KW_DISTINCT()) {
    throw sourceError(node, 'NOT_SUPPORTED', 'Only aggregation window functions with DISTINCT are supported');
  }
  if (node.filter() !== null) {
    throw sourceError(node, 'NOT_SUPPORTED', 'FILTER is not yet supported for window functions');
  }
  enterWindow(name, node, scope);
  checkWindow(name, over, scope);
  if (!TAKES_NULL_TREATMENT.has(name)) refuseNullTreatment(name, node);
  const inner = insideWindow(name, node, scope);
  const given = callArguments(node, inner, walk);
  const ignoreNulls = node.nullTreatment()?.KW_IGNORE() != null;
  const options = { ignoreNulls, overSql: windowSql(name, over, inner, walk) };
  const result = locateErrors(node, () => resolveWindowFunction(name, given, options, functionContext(walk, node)));
  return { ...result, name: undefined, constant: undefined };
}

const LOOKS_AT_OTHER_ROWS = new Set(['lag', 'lead']);
const TAKES_NULL_TREATMENT = new Set(['lag', 'lead', 'first_value', 'last_value', 'nth_value']);
const TAKES_FRAME = new Set(['first_value', 'last_value', 'nth_value']);

/** What the window of a function must have, and must not. */
function checkWindow(name: string, over: OverContext, scope: Scope): void {
  const window = windowNode(over, scope);
  if (LOOKS_AT_OTHER_ROWS.has(name) && !hasOrder(window, scope)) {
    throw sourceError(window, 'MISSING_ORDER_BY', `${name} function requires an ORDER BY window clause`);
  }
  const frame = window.windowFrame();
  if (frame !== null && !TAKES_FRAME.has(name)) {
    throw sourceError(frame, 'INVALID_WINDOW_FRAME', `Cannot specify window frame for ${name} function`);
  }
}

function callArguments(node: FunctionCallContext, scope: Scope, walk: Walk): FunctionArgument[] {
  return node.expression().map((given) => lambdaArgument(given, scope, walk) ?? walk.expression(given, scope));
}

function filterSql(node: FilterContext | null, scope: Scope, walk: Walk): string | undefined {
  if (node === null) return undefined;
  const inner = { ...scope, mayFilter: true };
  return condition(node.whereClause().booleanExpression(), inner, walk, 'FILTER clause').sql;
}

function enterAggregation(name: string, node: ParserRuleContext, scope: Scope): void {
  if (!scope.clause.aggregates) throw notScalar(node, scope, name);
  scope.block.aggregateCalls++;
}

/** That it stands in another one shows after its own arguments have been looked at, as in Trino. */
function leaveAggregation(name: string, { sql }: TypedExpression, { block, clause: { inside } }: Scope): void {
  block.aggregates.push(sql);
  if (inside?.kind !== 'aggregation') return;
  const message = `Cannot nest aggregations inside aggregation '${inside.name}': [${name}]`;
  throw sourceError(inside.node, 'NESTED_AGGREGATION', message, {
    hint: `Write SELECT ${inside.name}(n) FROM (SELECT ${name}(…) AS n FROM … GROUP BY …).`,
  });
}

function enterWindow(name: string, node: ParserRuleContext, scope: Scope): void {
  const { inside } = scope.clause;
  if (inside?.kind === 'aggregation' || inside?.kind === 'window function') {
    const message = `Cannot nest window functions inside ${inside.kind} '${inside.name}': [${name}]`;
    throw sourceError(inside.node, 'NESTED_WINDOW', message, {
      hint: 'Compute the inner one in a query inside this one.',
    });
  }
  if (scope.clause === HAVING_CLAUSE) {
    const message = 'HAVING clause cannot contain window functions or row pattern measures';
    throw sourceError(node, 'NESTED_WINDOW', message, { hint: 'Filter in a query around this one.' });
  }
  if (!scope.clause.windows) throw notScalar(node, scope, name, true);
  scope.block.windowCalls++;
}

/** Its columns need no grouping: it is the aggregate that makes one value of many. */
function insideAggregation(name: string, node: ParserRuleContext, scope: Scope): Scope {
  return within({ kind: 'aggregation', name, node }, scope, false);
}

function insideWindow(name: string, node: ParserRuleContext, scope: Scope): Scope {
  return within({ kind: 'window function', name, node }, scope, scope.clause.grouped);
}

function within(inside: EnclosingCall, scope: Scope, grouped: boolean): Scope {
  return { ...scope, clause: { ...scope.clause, inside, grouped }, outsideTry: undefined };
}

function notScalar(node: ParserRuleContext, scope: Scope, name: string, isWindow = false) {
  const { clause } = scope;
  const place = clause.inside?.kind === 'lambda' ? 'Lambda expression' : clause.name;
  const message = `${place} cannot contain aggregations, window functions or grouping operations: [${name}]`;
  const hint = notScalarHint(clause, isWindow);
  return sourceError(expressionPlace(scope.whole ?? node), 'EXPRESSION_NOT_SCALAR', message, { hint });
}

function notScalarHint({ name, inside }: Scope['clause'], isWindow: boolean): string {
  if (inside?.kind === 'lambda') return 'A lambda sees one element at a time: use reduce(…).';
  if (isWindow) return 'Write SELECT * FROM (SELECT …, row_number() OVER (…) AS n FROM …) WHERE n = 1.';
  if (name === WHERE_CLAUSE.name) return 'A condition on an aggregate stands in HAVING, behind GROUP BY.';
  return 'Aggregate in a query inside this one: FROM (SELECT …, count(*) AS n FROM … GROUP BY 1).';
}

function refuseAsterisk(name: string, node: FunctionCallContext): void {
  if (node.ASTERISK() !== null) {
    throw sourceError(node, 'FUNCTION_NOT_FOUND', `Unexpected parameters (*) for function ${name}`);
  }
}

function refuseNullTreatment(name: string, node: FunctionCallContext): void {
  if (node.nullTreatment() === null) return;
  const message = `Cannot specify null treatment clause for ${name} function`;
  throw sourceError(node, 'NULL_TREATMENT_NOT_ALLOWED', message);
}
