// The error for a function that nobody has: what it is called here, else the nearest names.
import { nearestNames, TracelakeError } from '@tracelake/schema';
import { insteadOf } from './foreign-functions.ts';

/** @param known names in lower case */
export function unknownFunction(written: string, known: readonly string[]): TracelakeError {
  const message = `Function '${written}' not registered`;
  const name = written.toLowerCase();
  const instead = insteadOf(name);
  const suggestions = nearestNames(name, known);
  const details = { name: written, suggestions };
  if (instead !== undefined) {
    return new TracelakeError('FUNCTION_NOT_FOUND', message, { details, hint: `Write ${instead}.` });
  }
  const hint =
    suggestions.length > 0 ? `Did you mean ${suggestions.join(', ')}?` : 'docs/sql.md lists the functions by name.';
  return new TracelakeError('FUNCTION_NOT_FOUND', message, { details, hint });
}
