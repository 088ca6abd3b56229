// Any attribute comes through the `*` of a subquery, though `*` does not show it.
import { describe, expect, test } from 'vitest';
import { translateSample } from './sample-relation.ts';

const STAR = ['trace_id', 'name', 'service_name', 'start_time_unix_nano', 'duration_ms', 'time', 'main', 'events'];

function star(qualifier: string, more: readonly string[] = []): string {
  return [...STAR, ...more].map((name) => `"${qualifier}"."${name}"`).join(', ');
}

function names(sql: string): string[] {
  return translateSample(sql).columns.map(({ name }) => name);
}

describe('comes through', () => {
  test.each([
    [
      'WITH a AS (SELECT * FROM spans) SELECT "cart.total" FROM a',
      `WITH a AS (SELECT ${star('spans')}, "spans"."cart.total" FROM spans) SELECT "cart.total" FROM a`,
    ],
    [
      'SELECT k FROM (SELECT *, row_number() OVER (ORDER BY time) AS n FROM spans) WHERE n = 1',
      `SELECT k FROM (SELECT ${star('spans')}, row_number() OVER (ORDER BY time) AS n, "spans"."k" FROM spans) WHERE n = 1`,
    ],
    [
      'SELECT a.k, a."user.plan" FROM (SELECT s.* FROM spans s JOIN spans p ON p.trace_id = s.trace_id) a',
      `SELECT a.k, a."user.plan" FROM (SELECT ${star('s')}, "s"."k", "s"."user.plan" FROM spans s JOIN spans p ON p.trace_id = s.trace_id) a`,
    ],
    [
      'SELECT count(*) FROM (SELECT * FROM (SELECT * FROM spans) b) a GROUP BY k',
      `SELECT count(*) FROM (SELECT ${star('b')}, "b"."k" FROM (SELECT ${star('spans')}, "spans"."k" FROM spans) b) a GROUP BY k`,
    ],
    [
      "SELECT element_at(attributes, 'x') FROM (SELECT * FROM spans) a",
      `SELECT element_at(attributes, 'x') FROM (SELECT ${star('spans')}, "spans"."attributes" FROM spans) a`,
    ],
  ])('%s', (sql, trino) => {
    expect(translateSample(sql).trinoSql).toBe(trino);
  });

  test('and is no part of the next *', () => {
    const sql = 'SELECT * FROM (SELECT * FROM spans) a WHERE k = \'x\' ORDER BY "cart.total"';
    expect(names(sql)).toEqual(STAR);
    expect(translateSample(sql).trinoSql).toBe(
      `SELECT ${star('a')} FROM (SELECT ${star('spans')}, "spans"."k", "spans"."cart.total" FROM spans) a WHERE k = 'x' ORDER BY "cart.total"`,
    );
    expect(names('WITH a AS (SELECT * FROM spans), b AS (SELECT k FROM a) SELECT a.* FROM a, b')).toEqual(STAR);
    expect(names('WITH a AS (SELECT * FROM spans), b AS (SELECT k FROM a) TABLE a')).toEqual(STAR);
    expect(names('WITH a AS (SELECT * FROM spans) SELECT * FROM a JOIN spans b USING (k)')[0]).toBe('k');
  });

  test('with its type and its column of the table', () => {
    const { columns, sources, duckdbSql } = translateSample('SELECT "cart.total" * 2 FROM (SELECT * FROM spans) a');
    expect(columns[0].type).toEqual({ kind: 'double' });
    expect(sources[0].columns.map(({ id }) => id)).toContain('cart_total');
    expect(duckdbSql).not.toContain('NULL');
  });

  test('behind what a query calls its own columns, and what the table beside it has', () => {
    const own = translateSample("SELECT k FROM (SELECT * FROM spans) a, (VALUES 'x') v (k)");
    expect(own.trinoSql).toBe(`SELECT k FROM (SELECT ${star('spans')} FROM spans) a, (VALUES 'x') v (k)`);
    const beside = translateSample('SELECT k FROM (SELECT * FROM spans) a JOIN spans b ON b.trace_id = a.trace_id');
    expect(beside.trinoSql).not.toContain('"spans"."k"');
    const inside = 'SELECT name FROM spans s WHERE EXISTS (SELECT 1 FROM (SELECT * FROM spans) a WHERE k = s.k)';
    expect(translateSample(inside).trinoSql).toContain('"spans"."k" FROM spans) a');
  });
});

describe('does not come through', () => {
  test.each([
    'SELECT k FROM (SELECT DISTINCT * FROM spans) a',
    'SELECT k FROM (SELECT * FROM spans UNION ALL SELECT * FROM spans) a',
    'SELECT k FROM (SELECT *, 1 FROM spans) a',
    'SELECT k FROM (SELECT name FROM spans) a',
    'SELECT k FROM (SELECT * FROM (VALUES 1) v (x)) a',
    'WITH a (a, b, c, d, e, f, g, h) AS (SELECT * FROM spans) SELECT k FROM a',
    'SELECT nothing FROM (SELECT * FROM spans) a',
  ])('%s', (sql) => {
    expect(() => translateSample(sql)).toThrow(/cannot be resolved/);
  });

  test('what two have', () => {
    const two = 'SELECT k FROM (SELECT * FROM spans) a JOIN (SELECT * FROM spans) b ON a.trace_id = b.trace_id';
    expect(() => translateSample(two)).toThrow(/'k' is ambiguous/);
    expect(() => translateSample(two)).toThrow(expect.objectContaining({ code: 'AMBIGUOUS_NAME' }));
    expect(() => translateSample('SELECT k + 1 FROM (SELECT * FROM spans) a')).toThrow(
      expect.objectContaining({ code: 'TYPE_MISMATCH', details: expect.objectContaining({ line: 1, column: 10 }) }),
    );
  });
});
