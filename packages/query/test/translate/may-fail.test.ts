// What a term of AND and OR must wait for, by its printed text.
import { describe, expect, test } from 'vitest';
import { mayFail } from '../../src/translate/may-fail.ts';

describe('may fail', () => {
  test.each([
    'CAST(r1.c1 AS INTEGER)',
    'CAST(t_divide(10, r1.c1) AS INTEGER)',
    't_subscript(r1.c1, 2)',
    '(r1.c1 + r1.c2)',
    '(r1.c1 // 2)',
    "(- r1.c1) = 'a'",
    "(lower(r1.c1) = 'a' AND t_map_subscript(r1.c2, 'b') > 1)",
  ])('%s', (sql) => {
    expect(mayFail(sql)).toBe(true);
  });
});

describe('cannot fail', () => {
  test.each([
    "(r1.c1 = 'a + CAST(b)')",
    '(r1."CAST(x)" IS NOT NULL)',
    '(r1.c1 IN (1, 2) AND (NOT (r1.c2 LIKE r1.c3)))',
    "(r1.c1 > CAST('2026-01-01 00:00:00' AS TIMESTAMP))",
    "(regexp_matches(r1.c1, '^\\d+$') OR length(r1.c1) > -5)",
  ])('%s', (sql) => {
    expect(mayFail(sql)).toBe(false);
  });
});
