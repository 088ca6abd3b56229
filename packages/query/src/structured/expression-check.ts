// A calculated field's expression must be one expression: whatever it holds, it cannot close the brackets it is put in.
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { parseTrino } from '../parser/parse-trino.ts';
import type { CalculatedField } from './structured-query.ts';

/**
 * Throws `invalid_request` with the parser's own words. What names and functions it uses is the gate's business.
 * In brackets, only one expression fits; without them, a bracket that would close ours has no partner.
 */
export function checkExpressions(fields: readonly CalculatedField[]): void {
  for (const { name, expression } of fields) {
    for (const sql of [`SELECT (\n${expression}\n)`, `SELECT\n${expression}\n`]) {
      try {
        parseTrino(sql);
      } catch (error) {
        if (!isTracelakeError(error)) throw error;
        throw notOneExpression(name, expression, error);
      }
    }
  }
}

function notOneExpression(name: string, expression: string, error: TracelakeError): TracelakeError {
  const problem = error.message.replace(/^line \d+:\d+: /, '');
  return new TracelakeError('invalid_request', `The expression of ${name} is not one expression: ${problem}`, {
    details: { field: 'calculatedFields', name, expression: expression.slice(0, 200) },
    hint: 'Write one Trino SQL expression, such as duration_ms > 500.',
    cause: error,
  });
}
