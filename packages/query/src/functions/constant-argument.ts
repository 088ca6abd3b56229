// Arguments that must be literals here, because DuckDB wants them before the run: units, formats, zones, paths, digits.
import { TracelakeError } from '@tracelake/schema';
import type { TypedExpression } from '../translate/typed-expression.ts';

/** @param what names the argument in the error: `'the unit of date_trunc'` */
export function constantText(argument: TypedExpression, what: string): string {
  if (typeof argument.constant === 'string') return argument.constant;
  throw notConstant(what);
}

export function constantNumber(argument: TypedExpression, what: string): number {
  const { constant } = argument;
  if (typeof constant === 'bigint' || typeof constant === 'number') return Number(constant);
  throw notConstant(what);
}

function notConstant(what: string): TracelakeError {
  return new TracelakeError('NOT_SUPPORTED', `${what} must be a constant here`, {
    hint: `Write ${what} as a literal.`,
  });
}
