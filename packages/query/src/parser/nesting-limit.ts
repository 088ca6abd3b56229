// Refuses texts so nested that the recursive parser, the walk or the engine would run out of stack. Looks at tokens only.
import type { TracelakeError } from '@tracelake/schema';
import { sourceError } from './source-error.ts';
import { type Token, TrinoSqlLexer } from './trino-grammar.ts';

/** Brackets, CASE, lambdas and prefixes inside each other. Each costs the parser, the walk and the engine a few levels of stack; people write under 20. */
export const MAX_NESTING = 128;
/**
 * Operators, points and subscripts in one chain of operands: AND and OR are flat, but DuckDB counts each other operator as a
 * level and stops at 1,000.
 */
export const MAX_OPERATORS = 300;
/** Joins, which build left-deep trees. */
export const MAX_JOINS = 500;
/** Set operations build such trees, too; of each, DuckDB counts three levels towards its 1,000. */
export const MAX_SET_OPERATIONS = 300;

const PREFIXES = new Set([TrinoSqlLexer.KW_NOT, TrinoSqlLexer.MINUS, TrinoSqlLexer.PLUS]);
const OPERATORS = new Set([
  TrinoSqlLexer.PLUS,
  TrinoSqlLexer.MINUS,
  TrinoSqlLexer.ASTERISK,
  TrinoSqlLexer.SLASH,
  TrinoSqlLexer.PERCENT,
  TrinoSqlLexer.CONCAT,
]);
/** What follows these is another operand chain. */
const ENDS_CHAIN = new Set([
  TrinoSqlLexer.KW_AND,
  TrinoSqlLexer.KW_OR,
  TrinoSqlLexer.KW_WHEN,
  TrinoSqlLexer.KW_THEN,
  TrinoSqlLexer.KW_ELSE,
  TrinoSqlLexer.KW_SELECT,
  TrinoSqlLexer.KW_FROM,
  TrinoSqlLexer.KW_WHERE,
]);
const SET_OPERATIONS = new Set([TrinoSqlLexer.KW_UNION, TrinoSqlLexer.KW_INTERSECT, TrinoSqlLexer.KW_EXCEPT]);

/** One open bracket, or the whole text. */
interface Level {
  operators: number;
  /** Open CASE and `->`, which nest without a bracket. */
  nested: number;
  /** NOT, `-` and `+` directly before the next token. */
  prefixes: number;
}

/** Throws query_too_deep. `tokens` without blanks and comments. */
export function checkNesting(tokens: readonly Token[]): void {
  const levels: Level[] = [{ operators: 0, nested: 0, prefixes: 0 }];
  let joins = 0;
  let setOperations = 0;
  let nesting = 0;
  let previous: string | null = null;
  for (const token of tokens) {
    const level = levels[levels.length - 1];
    const text = token.text;
    if (text === '(' || text === '[') {
      if (text === '[' && previous === ']') level.operators++;
      levels.push({ operators: 0, nested: 0, prefixes: 0 });
      nesting++;
    } else if ((text === ')' || text === ']') && levels.length > 1) {
      levels.pop();
      nesting -= 1 + level.nested + level.prefixes;
    } else {
      nesting += nestingWithoutBracket(token, level);
      countOperators(token, level);
      if (token.type === TrinoSqlLexer.KW_JOIN) joins++;
      if (SET_OPERATIONS.has(token.type)) setOperations++;
    }
    previous = text;
    if (nesting > MAX_NESTING) throw tooDeep(token, MAX_NESTING, 'levels inside each other');
    if (level.operators > MAX_OPERATORS) throw tooDeep(token, MAX_OPERATORS, 'operators in one expression');
    if (joins > MAX_JOINS) throw tooDeep(token, MAX_JOINS, 'joins');
    if (setOperations > MAX_SET_OPERATIONS) throw tooDeep(token, MAX_SET_OPERATIONS, 'set operations');
  }
}

/** Levels this token opens (or closes, negative) without a bracket. */
function nestingWithoutBracket(token: Token, level: Level): number {
  if (PREFIXES.has(token.type)) {
    level.prefixes++;
    return 1;
  }
  const closed = level.prefixes;
  level.prefixes = 0;
  if (token.type === TrinoSqlLexer.KW_CASE || token.text === '->') {
    level.nested++;
    return 1 - closed;
  }
  if (token.type === TrinoSqlLexer.KW_END && level.nested > 0) {
    level.nested--;
    return -1 - closed;
  }
  return -closed;
}

function countOperators(token: Token, level: Level): void {
  if (OPERATORS.has(token.type) || token.text === '.') level.operators++;
  else if (token.text === ',' || ENDS_CHAIN.has(token.type)) level.operators = 0;
}

function tooDeep(token: Token, limit: number, what: string): TracelakeError {
  return sourceError(token, 'query_too_deep', `The query has more than ${limit} ${what}`, { details: { limit } });
}
