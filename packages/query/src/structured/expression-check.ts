// A calculated field's expression must be one expression of one span: whatever it holds, it cannot close the brackets it is put in.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { functionKind } from '../functions/function-table.ts';
import { identifiersOf } from '../parser/identifier.ts';
import { parseTrino } from '../parser/parse-trino.ts';
import { FunctionCallContext, ListAggContext, ParserRuleContext, QueryContext } from '../parser/trino-grammar.ts';
import type { CalculatedField } from './structured-query.ts';

/** Those that passed, in the order they came: a view asks with the same ones again, and reading Overview's three takes 6 to 18 ms, twice a question. */
const sound = new Set<string>();
const MAX_SOUND = 200;
const MAX_LENGTH = 2000;

/**
 * Throws `invalid_request` with the parser's own words. What names and functions it uses is the gate's business.
 * In brackets, only one expression fits; without them, a bracket that would close ours has no partner.
 */
export function checkExpressions(fields: readonly CalculatedField[]): void {
  for (const [index, { expression }] of fields.entries()) {
    if (sound.has(expression)) continue;
    const errors = [`SELECT (\n${expression}\n)`, `SELECT\n${expression}\n`].flatMap((sql) => parseError(sql) ?? []);
    const field = `calculatedFields[${index}].expression`;
    if (errors.length > 0) throw notOneExpression(field, expression, errors);
    const call = callOfRows(parseTrino(`SELECT\n${expression}\n`).statement);
    if (call !== undefined) throw notOfOneSpan(field, expression, call);
    remember(expression);
  }
}

function remember(expression: string): void {
  if (expression.length > MAX_LENGTH) return;
  sound.add(expression);
  if (sound.size > MAX_SOUND) sound.delete(sound.keys().next().value!);
}

function parseError(sql: string): TracelakeError | undefined {
  try {
    parseTrino(sql);
    return undefined;
  } catch (error) {
    if (isTracelakeError(error)) return error;
    throw error;
  }
}

/** An aggregate or a window outside of the subqueries. */
function callOfRows(node: ParserRuleContext, isInside = false): ParserRuleContext | undefined {
  if (node instanceof ListAggContext || (node instanceof FunctionCallContext && isOfRows(node))) return node;
  for (const child of node.children ?? []) {
    if (!(child instanceof ParserRuleContext) || (isInside && child instanceof QueryContext)) continue;
    const call = callOfRows(child, isInside || child instanceof QueryContext);
    if (call !== undefined) return call;
  }
  return undefined;
}

function isOfRows(call: FunctionCallContext): boolean {
  const parts = identifiersOf(call.functionName().qualifiedName());
  const kind = functionKind(parts.map(({ text }) => text.toLowerCase()).join('.'));
  return call.over() !== null || kind === 'aggregate' || kind === 'window';
}

function notOfOneSpan(field: string, expression: string, call: ParserRuleContext): TracelakeError {
  const { line, column } = call.start!;
  const place = { line: line - 1, column: column + 1 };
  const where = `${place.line}:${place.column}`;
  const problem = `${field} at ${where} is not of one span: it holds an aggregate or a window function`;
  return new TracelakeError('invalid_request', problem, {
    details: { field, ...place, expression: expression.slice(0, 200) },
    hint: 'Let the field be a value of each span, and calculate over it: calculations has COUNT, SUM, P95 and more.',
  });
}

/** A place counts from the expression's own start; one behind its end means that the text breaks off. */
function notOneExpression(field: string, expression: string, errors: readonly TracelakeError[]): TracelakeError {
  const lines = expression.split('\n').length;
  const lineOf = ({ details }: TracelakeError): number => Number(details['line'] ?? 0) - 1;
  const inside = errors.find((error) => lineOf(error) >= 1 && lineOf(error) <= lines);
  const [cause] = inside === undefined ? errors : [inside];
  const place = inside === undefined ? {} : { line: lineOf(inside), column: inside.details['column'] };
  const where = inside === undefined ? '' : ` at ${place.line}:${String(place.column)}`;
  const isCut = inside === undefined && lineOf(cause) > lines;
  const problem = isCut ? 'it breaks off, or a bracket is not closed' : cause.message.replace(/^line \d+:\d+: /, '');
  return new TracelakeError('invalid_request', `${field}${where} is not one expression: ${problem}`, {
    details: { field, ...place, expression: expression.slice(0, 200) },
    hint: 'Write one Trino SQL expression, such as duration_ms > 500.',
    cause,
  });
}
