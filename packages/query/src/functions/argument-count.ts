// How many arguments Trino wants where it does not choose between overloads, and its words for others.
import { TracelakeError } from '@tracelake/schema';
import { type FunctionArgument, isLambda } from './function-call.ts';

interface SpecialForm {
  readonly least: number;
  readonly most: number;
  readonly message: string;
}

/** Trino's parser makes expressions of these, and knows no DISTINCT, FILTER or OVER of them. */
const SPECIAL_FORMS: Readonly<Record<string, SpecialForm>> = {
  if: { least: 2, most: 3, message: "Invalid number of arguments for 'if' function" },
  nullif: { least: 2, most: 2, message: "Invalid number of arguments for 'nullif' function" },
  coalesce: { least: 2, most: Infinity, message: "The 'coalesce' function must have at least two arguments" },
  try: { least: 1, most: 1, message: "The 'try' function must have exactly one argument" },
  format: { least: 2, most: Infinity, message: "The 'format' function must have at least two arguments" },
};

export function isSpecialForm(name: string): boolean {
  return Object.hasOwn(SPECIAL_FORMS, name);
}

export function checkArgumentCount(name: string, given: readonly FunctionArgument[]): void {
  const count = given.length;
  if (isSpecialForm(name)) {
    const { least, most, message } = SPECIAL_FORMS[name];
    if (count < least || count > most) throw new TracelakeError('SYNTAX_ERROR', message);
  }
  if ((name === 'concat_ws' || (name === 'concat' && isJoinable(given[0]))) && count === 1) {
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', 'There must be two or more arguments');
  }
}

function isJoinable(argument: FunctionArgument | undefined): boolean {
  return argument !== undefined && !isLambda(argument) && /^(?:varchar|varbinary|array)$/.test(argument.type.kind);
}
