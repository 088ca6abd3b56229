// The parser: what is refused where, and that no text runs out of stack.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';
import { MAX_NESTING, MAX_OPERATORS } from '../../src/parser/nesting-limit.ts';
import { MAX_TEXT_BYTES, parseTrino, warmUpParser } from '../../src/parser/parse-trino.ts';

function refusal(sql: string): TracelakeError {
  try {
    parseTrino(sql);
  } catch (error) {
    if (isTracelakeError(error)) return error;
    throw error;
  }
  throw new Error(`not refused: ${sql.slice(0, 100)}`);
}

describe('syntax errors', () => {
  test.each([
    ['SELECT 1 AS a, FROM t', 1, 16, "mismatched input 'FROM'"],
    ['SELECT x\nFROM t WHERE', 2, 13, "mismatched input '<EOF>'"],
    ["SELECT 'abc", 1, 8, 'never closed'],
    ['SELECT "abc', 1, 8, 'never closed'],
    ['SELECT `a` FROM t', 1, 8, 'double quotes'],
    ['SELECT 1a FROM t', 1, 8, 'must not start with a digit'],
    ['SELECT 1; SELECT 2', 1, 11, "mismatched input 'SELECT'"],
    ['SELECT a::integer FROM t', 1, 9, "':'"],
    ['', 1, 1, '<EOF>'],
    ["SELECT 'é😀' x y z", 1, 15, "mismatched input 'y'"],
  ])('%s', (sql, line, column, message) => {
    const error = refusal(sql);
    expect(error.code).toBe('SYNTAX_ERROR');
    expect(error.message).toContain(message);
    expect(error.message).toMatch(new RegExp(`^line ${line}:${column}: `));
    expect(error.details).toMatchObject({ line, column });
  });

  test.each(['SELECT 1;', 'SELECT 1 ; -- end', '/* a */ SELECT 1 -- end', '(SELECT 1) UNION ALL (SELECT 2)'])(
    '%s is taken',
    (sql) => {
      expect(() => parseTrino(sql)).not.toThrow();
    },
  );
});

describe('limits', () => {
  const nested = (open: string, inner: string, close: string, depth: number) =>
    `SELECT ${open.repeat(depth)}${inner}${close.repeat(depth)}`;

  test('a text longer than Athena takes', () => {
    const error = refusal(`SELECT '${'é'.repeat(MAX_TEXT_BYTES / 2)}'`);
    expect(error.code).toBe('query_too_large');
    expect(error.details).toMatchObject({ limit: MAX_TEXT_BYTES });
  });

  test.each([
    ['brackets', nested('(', '1', ')', 10_000)],
    ['calls', nested('abs(', '1', ')', 10_000)],
    ['subqueries', nested('(SELECT ', '1', ')', 10_000)],
    ['CASE', nested('CASE WHEN true THEN ', '1', ' END', 10_000)],
    ['NOT', nested('NOT ', 'true', '', 10_000)],
    ['signs', nested('- ', '1', '', 10_000)],
    ['lambdas', nested('x -> ', '1', '', 10_000)],
    ['arrays', nested('ARRAY[', '1', ']', 10_000)],
    ['unclosed brackets', `SELECT ${'('.repeat(100_000)}`],
    ['joins', `SELECT 1 FROM t ${'JOIN t ON true '.repeat(5000)}`],
    ['unions', Array(5000).fill('SELECT 1').join(' UNION ALL ')],
    ['sums', `SELECT ${Array(10_000).fill('1').join(' + ')}`],
    ['concatenations', `SELECT ${Array(10_000).fill("'a'").join(' || ')}`],
  ])('deep %s', (_, sql) => {
    expect(refusal(sql).code).toBe('query_too_deep');
  });

  test('closed levels do not count', () => {
    expect(() => parseTrino(`SELECT ${Array(300).fill('(- (1))').join(', ')}`)).not.toThrow();
    expect(() =>
      parseTrino(`SELECT ${Array(MAX_OPERATORS).fill('1').join(' + ')}, ${Array(200).fill('1').join(' * ')}`),
    ).not.toThrow();
  });

  test('half of the nesting that is allowed', () => {
    expect(() => parseTrino(nested('(', '1', ')', MAX_NESTING / 2))).not.toThrow();
  });

  test('AND, OR and IN may be long', () => {
    expect(() => parseTrino(`SELECT 1 WHERE ${Array(3000).fill('a = 1').join(' AND ')}`)).not.toThrow();
    expect(() => parseTrino(`SELECT 1 WHERE a IN (${Array(3000).fill('1').join(', ')})`)).not.toThrow();
  });
});

test('the warm-up text is a query', () => {
  expect(() => warmUpParser()).not.toThrow();
});
