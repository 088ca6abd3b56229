// A calculated field's expression must be one expression: whatever it holds, it cannot close the brackets it is put in.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { parseTrino } from '../parser/parse-trino.ts';
import type { CalculatedField } from './structured-query.ts';

/**
 * Throws `invalid_request` with the parser's own words. What names and functions it uses is the gate's business.
 * In brackets, only one expression fits; without them, a bracket that would close ours has no partner.
 */
export function checkExpressions(fields: readonly CalculatedField[]): void {
  for (const [index, { expression }] of fields.entries()) {
    const errors = [`SELECT (\n${expression}\n)`, `SELECT\n${expression}\n`].flatMap((sql) => parseError(sql) ?? []);
    if (errors.length > 0) throw notOneExpression(`calculatedFields[${index}].expression`, expression, errors);
  }
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
