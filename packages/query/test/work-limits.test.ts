// Texts that would keep the server's thread busy: refused by a count of the work, which is the same on every machine.
import { describe, expect, test } from 'vitest';
import { MAX_PREDICTION_STEPS } from '../src/parser/bounded-simulator.ts';
import { MAX_TOKENS } from '../src/parser/parse-trino.ts';
import { planQuery } from '../src/plan/plan-query.ts';
import { MAX_WALK_EFFORT } from '../src/translate/walk-effort.ts';

const REQUEST = { startTimeUnixNano: 0n, endTimeUnixNano: 10n ** 18n, duplicates: 'exact' } as const;

function outcome(sql: string): { code?: string; details?: Record<string, unknown>; length?: number } {
  try {
    return { length: planQuery({ ...REQUEST, sql }, { files: [], documents: [] }).plan?.duckdb.sql.length };
  } catch (error) {
    return error as { code: string; details: Record<string, unknown> };
  }
}

const list = (count: number, item: (i: number) => string, separator = ', ') =>
  Array.from({ length: count }, (_, i) => item(i)).join(separator);
const nested = (before: string, inner: string, after: string, depth: number) =>
  before.repeat(depth) + inner + after.repeat(depth);

describe('takes what people and their programs write', () => {
  test.each([
    ['5,000 values in a list', `SELECT name FROM spans WHERE kind IN (${list(5000, (i) => `'${i}'`)})`],
    ['2,000 conditions', `SELECT name FROM spans WHERE ${list(2000, (i) => `name = '${i}'`, ' OR ')}`],
    ['5,000 columns', `SELECT ${list(5000, () => 'name')} FROM spans`],
    ['1,000 sums', `SELECT ${list(1000, (i) => `duration_ms + ${i} AS c${i}`)} FROM spans`],
    ['60 scalar subqueries inside each other', `SELECT ${nested('(SELECT ', 'name', ')', 60)} FROM spans`],
    ['120 brackets', `SELECT ${nested('(', 'name', ')', 120)} FROM spans`],
    [
      '100 conditions inside each other',
      `SELECT name FROM spans WHERE ${list(50, () => "name = 'a' OR (kind = 'b' AND (", '')}main${nested('', '', ')', 100)}`,
    ],
    [
      '60 IN subqueries inside each other',
      `SELECT 1 FROM spans WHERE ${nested('1 IN (SELECT 1 FROM spans WHERE ', 'main', ')', 60)}`,
    ],
    ['30 CASEs inside each other', `SELECT ${nested('CASE WHEN main THEN ', 'name', ' END', 30)} FROM spans`],
    ['20 joins', `SELECT count(*) FROM spans a ${list(20, (i) => `JOIN spans b${i} USING (trace_id)`, ' ')}`],
    ['100 unions of everything', list(100, () => 'SELECT * FROM spans', ' UNION ALL ')],
    [
      '50 steps of everything',
      `WITH t0 AS (SELECT * FROM spans), ${list(50, (i) => `t${i + 1} AS (SELECT * FROM t${i})`)} SELECT 1 FROM t50`,
    ],
  ])('%s', (_, sql) => {
    expect(outcome(sql).length).toBeGreaterThan(0);
  });
});

test('a width is the engine’s work', () => {
  const { length } = outcome(`SELECT format('${'%1$500000000s'.repeat(14)}', name) FROM spans`);
  expect(length).toBeLessThan(10_000);
});

describe('refuses', () => {
  test.each([
    ['a list of 100,000', `SELECT 1 WHERE 1 IN (${list(100_000, () => '1', ',')})`, 'query_too_large', MAX_TOKENS],
    [
      '50,000 conditions',
      `SELECT 1 FROM spans WHERE ${list(50_000, () => 'main', ' OR ')}`,
      'query_too_large',
      262_144,
    ],
    [
      '40,000 conditions',
      `SELECT 1 FROM spans WHERE ${list(30_000, () => 'main', ' OR ')}`,
      'query_too_large',
      MAX_TOKENS,
    ],
    ['rows without end', `SELECT * FROM (VALUES ${list(60_000, () => '1', ',')})`, 'query_too_large', MAX_TOKENS],
    ['everything, many times', `SELECT ${list(9000, () => '*')} FROM spans`, 'query_too_large', MAX_WALK_EFFORT],
    ['everything of everything', `SELECT * FROM ${list(5000, () => 'spans', ',')}`, 'query_too_large', MAX_WALK_EFFORT],
    [
      'names that every join merges',
      `SELECT 1 FROM spans a ${list(400, (i) => `JOIN spans b${i} USING (trace_id)`, ' ')}`,
      'query_too_large',
      MAX_WALK_EFFORT,
    ],
    [
      'columns that double',
      `WITH t0 AS (SELECT * FROM spans), ${list(20, (i) => `t${i + 1} AS (SELECT * FROM t${i} a, t${i} b)`)} SELECT 1 FROM t20`,
      'query_too_large',
      MAX_WALK_EFFORT,
    ],
    [
      'a chain of everything',
      `WITH t0 AS (SELECT * FROM spans), ${list(2000, (i) => `t${i + 1} AS (SELECT * FROM t${i})`)} SELECT 1 FROM t2000`,
      'query_too_large',
      MAX_WALK_EFFORT,
    ],
    [
      'windows of the one before',
      `SELECT 1 FROM spans WINDOW w0 AS (), ${list(2000, (i) => `w${i + 1} AS (w${i})`)}`,
      'query_too_large',
      MAX_WALK_EFFORT,
    ],
    ['text that doubles', `SELECT ${nested('nullif(', 'name', ", 'a')", 60)} FROM spans`, 'query_too_deep', 1_000_000],
    [
      'entangled brackets',
      `SELECT ${nested('(CASE WHEN (', '1', ') > 0 THEN 1 END)', 60)}`,
      'query_too_deep',
      undefined,
    ],
    ['10,000 brackets', `SELECT ${nested('(', '1', ')', 10_000)}`, 'query_too_deep', 128],
  ])('%s', (_, sql, code, limit) => {
    const error = outcome(sql);
    expect(error.code).toBe(code);
    if (limit !== undefined) expect(error.details).toMatchObject({ limit });
  });

  test('an error that only a long look could explain is still told', () => {
    const broken = `SELECT ${list(80, () => nested('(', '1', ')', 60))} FROM FROM`;
    expect(outcome(broken).code).toBe('SYNTAX_ERROR');
    expect(MAX_PREDICTION_STEPS).toBeGreaterThan(10_000);
  });
});
