// What is said of a function that nobody has.
import { isTracelakeError } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';
import { FOREIGN_FUNCTIONS, insteadOf, MISSING_FUNCTIONS } from '../../src/functions/foreign-functions.ts';
import { functionKind, requireFunction } from '../../src/functions/function-table.ts';
import { parseTrino } from '../../src/parser/parse-trino.ts';

function hintFor(name: string): string {
  try {
    requireFunction(name);
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'FUNCTION_NOT_FOUND') return error.hint;
    throw error;
  }
  throw new Error(`${name} is known`);
}

describe('unknown functions', () => {
  test.each([
    ['aprox_percentile', 'approx_percentile'],
    ['date_dif', 'date_diff'],
    ['dateadd', 'date_add'],
    ['median', 'approx_percentile(x, 0.5)'],
    ['p95', 'approx_percentile(x, 0.95)'],
    ['p999', 'approx_percentile(x, 0.999)'],
    ['ifnull', 'coalesce(x, y)'],
    ['group_concat', 'listagg'],
    ['count_distinct', 'count(DISTINCT x)'],
    ['strftime', 'date_format'],
    ['regexp_matches', 'regexp_like'],
    ['len', 'length(x)'],
  ])('%s: %s', (name, hint) => {
    expect(hintFor(name)).toContain(hint);
  });

  test('far from every name, the list is named', () => {
    expect(hintFor('xyzzy_frobnicate')).toContain('docs/sql.md');
  });
});

describe('functions of other dialects, and of Trino alone', () => {
  test.each([...MISSING_FUNCTIONS])('%s is not here, and is told so with what is', (name, instead) => {
    expect(functionKind(name)).toBe('known-unsupported');
    expect(() => requireFunction(name)).toThrow(
      expect.objectContaining({ code: 'NOT_SUPPORTED', hint: `Write ${instead}.` }),
    );
  });

  test.each([...FOREIGN_FUNCTIONS, ...MISSING_FUNCTIONS])('%s: %s calls what there is', (name, instead) => {
    expect(functionKind(name), 'a name of our own needs no replacement').toBeOneOf([undefined, 'known-unsupported']);
    const sql = instead.startsWith('CROSS JOIN')
      ? `SELECT y FROM spans ${instead}`
      : `SELECT ${instead.replace(/, and count.*/, '')} FROM spans`;
    expect(() => parseTrino(sql)).not.toThrow();
    for (const [, called] of instead.matchAll(/\b([a-z]\w*)\(/g)) {
      if (['extract', 'if'].includes(called)) continue;
      expect(functionKind(called), called).toBeDefined();
    }
  });

  test('p with three digits is a percentile, p with one is not', () => {
    expect(insteadOf('p99')).toBe('approx_percentile(x, 0.99)');
    expect(insteadOf('p5')).toBeUndefined();
  });
});
