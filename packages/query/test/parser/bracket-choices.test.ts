// Brackets that can be read in several ways: each is what the grammar says, in one look and nested.
import { describe, expect, test } from 'vitest';
import { parseTrino } from '../../src/parser/parse-trino.ts';
import {
  LambdaContext,
  ParenthesizedExpressionContext,
  type ParserRuleContext,
  RowConstructorContext,
  SearchedCaseContext,
  SimpleCaseContext,
  SubqueryExpressionContext,
} from '../../src/parser/trino-grammar.ts';

type NodeType = new (...parts: never[]) => ParserRuleContext;

/** The first node, from the outside, that is one of the kinds told apart here. */
function firstOf(sql: string): string | undefined {
  const kinds: readonly NodeType[] = [
    LambdaContext,
    ParenthesizedExpressionContext,
    RowConstructorContext,
    SearchedCaseContext,
    SimpleCaseContext,
    SubqueryExpressionContext,
  ];
  const waiting: unknown[] = [parseTrino(sql).statement];
  for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
    const kind = kinds.find((type) => node instanceof type);
    if (kind !== undefined) return kind.name.replace('Context', '');
    waiting.unshift(...((node as { children?: unknown[] }).children ?? []));
  }
  return undefined;
}

describe('the outermost form', () => {
  test.each([
    ['(1)', 'ParenthesizedExpression'],
    ['((1), 2)', 'RowConstructor'],
    ['((1, 2))', 'ParenthesizedExpression'],
    ['(a[1, 2], b)', undefined],
    ['(f(1, 2))', 'ParenthesizedExpression'],
    ['(SELECT 1)', 'SubqueryExpression'],
    ['(WITH t AS (SELECT 1) SELECT * FROM t)', 'SubqueryExpression'],
    ['((SELECT 1))', 'SubqueryExpression'],
    ['((SELECT 1) UNION (SELECT 2))', 'SubqueryExpression'],
    ['((SELECT 1) ORDER BY 1 LIMIT 1)', 'SubqueryExpression'],
    ['((SELECT 1) + 1)', 'ParenthesizedExpression'],
    ['((SELECT 1), 2)', 'RowConstructor'],
    ['(((SELECT 1) + 1))', 'ParenthesizedExpression'],
    ['(VALUES 1)', 'SubqueryExpression'],
    ['(TABLE t)', 'SubqueryExpression'],
    ['((VALUES 1) UNION (VALUES 2))', 'SubqueryExpression'],
    ['CASE WHEN a THEN b END', 'SearchedCase'],
    ['CASE a WHEN b THEN c END', 'SimpleCase'],
    ['transform(a, (x) -> (x))', 'Lambda'],
    ['reduce(a, (0), (s, x) -> s, s -> s)', 'ParenthesizedExpression'],
  ])('of %s', (expression, kind) => {
    if (kind === undefined) expect(() => firstOf(`SELECT ${expression}`)).toThrow(/SYNTAX|mismatched/);
    else expect(firstOf(`SELECT ${expression} FROM t`)).toBe(kind);
  });
});

test.each([
  'SELECT *, t.*, (r).*, f(x).* AS (a, b), (1) FROM t',
  'SELECT count(*), f(t.*), a IS DISTINCT FROM b, a * b.c, 1.*2 FROM t, (t), ((t JOIN u ON (a) = (b)))',
  'SELECT position(a IN b), a IN (b), (a, b) IN ((1, 2)), a = ANY (SELECT 1), NOT a IN (SELECT 1) FROM (((SELECT 1)))',
])('%s is taken', (sql) => {
  expect(() => parseTrino(sql)).not.toThrow();
});
