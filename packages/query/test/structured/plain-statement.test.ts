// SQL read back as a structured query: the plain forms, and what no structured query says.
import { describe, expect, it } from 'vitest';
import { compileStructuredQuery } from '../../src/structured/compile-structured-query.ts';
import { plainStatement } from '../../src/structured/plain-statement.ts';
import type { StructuredQuery } from '../../src/structured/structured-query.ts';

const RANGE = { startTimeUnixNano: 0n, endTimeUnixNano: 3_600_000_000_000n };
const filtersOf = (where: string) => plainStatement(`SELECT count(*) FROM spans WHERE ${where}`, RANGE).query?.filters;

describe('a plain statement', () => {
  it('is its groups, calculations, filters, order and limit', () => {
    const sql = `SELECT service_name AS service, "http.route", count(*) AS n,
        round(approx_percentile(duration_ms, 0.95), 1) p95, count_if(status_code = 'ERROR') * 1.0 / count(*), max("cart.total")
      FROM Spans WHERE Main AND "user.plan" = 'pro' AND duration_ms > 12.5
      GROUP BY 1, "http.route" HAVING count(*) >= 10 ORDER BY p95 DESC, service LIMIT 20;`;
    expect(plainStatement(sql, RANGE)).toEqual({
      fields: ['service_name', 'http.route', null, null, null, null],
      query: {
        calculations: [
          { op: 'COUNT' },
          { op: 'P95', column: 'duration_ms' },
          { op: 'ERROR_RATE' },
          { op: 'MAX', column: 'cart.total' },
        ],
        filters: [
          { column: 'main', op: '=', value: true },
          { column: 'user.plan', op: '=', value: 'pro' },
          { column: 'duration_ms', op: '>', value: 12.5 },
        ],
        breakdowns: ['service_name', 'http.route'],
        orders: [
          { op: 'P95', column: 'duration_ms', order: 'descending' },
          { column: 'service_name', order: 'ascending' },
        ],
        havings: [{ calculateOp: 'COUNT', op: '>=', value: 10 }],
        limit: 20,
      },
    });
  });

  it('by the minute is a series, its groups and calculations beside it', () => {
    const sql = `SELECT date_trunc('minute', time) AS minute, service_name, count(DISTINCT "user.id") AS users
      FROM spans GROUP BY date_trunc('minute', "time"), 2 ORDER BY minute`;
    expect(plainStatement(sql, RANGE)).toEqual({
      fields: [null, 'service_name', null],
      query: {
        calculations: [{ op: 'COUNT_DISTINCT', column: 'user.id' }],
        breakdowns: ['service_name'],
        granularity: 60,
      },
    });
  });

  it('by the seconds of its range is a rate', () => {
    const sql = 'SELECT count(*) / 3600.0, sum(duration_ms) AS ms FROM spans';
    expect(plainStatement(sql, RANGE).query?.calculations).toEqual([
      { op: 'RATE' },
      { op: 'SUM', column: 'duration_ms' },
    ]);
  });

  it('of rows has filters alone', () => {
    const sql = `SELECT time, "user.id", duration_ms AS took FROM spans WHERE status_code = 'ERROR' OR NOT cached`;
    expect(plainStatement(sql, RANGE)).toEqual({
      fields: ['time', 'user.id', 'duration_ms'],
      query: {
        filters: [
          { column: 'status_code', op: '=', value: 'ERROR' },
          { column: 'cached', op: '=', value: false },
        ],
        filterCombination: 'OR',
      },
    });
  });

  it('of every column has them, too', () => {
    expect(plainStatement('SELECT * FROM spans WHERE main LIMIT 10', RANGE)).toEqual({
      fields: '*',
      query: { filters: [{ column: 'main', op: '=', value: true }] },
    });
  });

  it.each<[string, unknown]>([
    ["a IN ('x', 'y')", [{ column: 'a', op: 'in', value: ['x', 'y'] }]],
    ['a IS NOT NULL', [{ column: 'a', op: 'exists' }]],
    ['a IS DISTINCT FROM 3', [{ column: 'a', op: '!=', value: 3 }]],
    ['-5 < a', [{ column: 'a', op: '>', value: -5 }]],
    ['a = 9007199254740993', [{ column: 'a', op: '=', value: '9007199254740993' }]],
    ["a LIKE '%it''s%'", [{ column: 'a', op: 'contains', value: "it's" }]],
    ["a LIKE '%100\\%' ESCAPE '\\'", [{ column: 'a', op: 'ends-with', value: '100%' }]],
    ["strpos(a, 'x') > 0", [{ column: 'a', op: 'contains', value: 'x' }]],
    ["regexp_like(a, '^x')", [{ column: 'a', op: 'matches', value: '^x' }]],
    [
      'a BETWEEN 1 AND 2 AND b = 1',
      [
        { column: 'a', op: '>=', value: 1 },
        { column: 'a', op: '<=', value: 2 },
        { column: 'b', op: '=', value: 1 },
      ],
    ],
  ])('%s', (where, filters) => {
    expect(filtersOf(where)).toEqual(filters);
  });

  it('leaves out what is missing where SQL does', () => {
    const missing = { column: 'a', op: 'exists' };
    expect(filtersOf("a <> 'x'")).toEqual([missing, { column: 'a', op: '!=', value: 'x' }]);
    expect(filtersOf("a NOT IN ('x')")).toEqual([missing, { column: 'a', op: 'not-in', value: ['x'] }]);
    expect(filtersOf("a NOT LIKE 'x%'")).toEqual([missing, { column: 'a', op: 'does-not-start-with', value: 'x' }]);
  });

  it.each<StructuredQuery>([
    { calculations: [{ op: 'COUNT' }, { op: 'ERROR_RATE' }, { op: 'P999', column: 'cart.total' }] },
    { calculations: [{ op: 'RATE' }, { op: 'CONCURRENCY' }] },
    {
      calculations: [
        { op: 'AVG', column: 'duration_ms' },
        { op: 'SUM', column: 'x' },
        { op: 'COUNT_DISTINCT', column: 'y' },
      ],
    },
    {
      calculations: [{ op: 'COUNT' }, { op: 'MIN', column: 'x' }],
      filters: [
        { column: 'service_name', op: '!=', value: 'shop' },
        { column: 'name', op: 'starts-with', value: 'GET' },
      ],
      breakdowns: ['http.route'],
    },
  ])('is found again in what a structured query becomes, sampled or not: %j', (query) => {
    for (const sampled of [true, false]) {
      const { sql } = compileStructuredQuery(query, RANGE, { sampled });
      expect(plainStatement(sql, RANGE).query, sql).toMatchObject(query);
    }
  });
});

describe('no structured query says', () => {
  it.each([
    'SELECT *, a FROM spans',
    'SELECT spans.* FROM spans',
    'SELECT a FROM spans JOIN spans b ON true',
    'SELECT a FROM (SELECT a FROM spans)',
    'WITH t AS (SELECT 1) SELECT a FROM spans',
    'SELECT DISTINCT a FROM spans',
    'SELECT a, count(*) FROM spans GROUP BY ROLLUP (a)',
    'SELECT count(*) FROM spans GROUP BY a',
    'SELECT lower(a), count(*) FROM spans GROUP BY 1',
    'SELECT count(*) FILTER (WHERE main) FROM spans',
    'SELECT count(*) OVER () FROM spans',
    'SELECT count(DISTINCT a, b) FROM spans',
    'SELECT count(*) / 3600 FROM spans',
    'SELECT count(*) / 60e0 FROM spans',
    "SELECT date_trunc('week', time), count(*) FROM spans GROUP BY 1",
    "SELECT date_trunc('second', time), count(*) FROM spans GROUP BY 1",
    "SELECT date_trunc('minute', time), count(*) FROM spans GROUP BY 1 LIMIT 5",
    "SELECT date_trunc('minute', time), count(*) FROM spans GROUP BY 1 ORDER BY 1 DESC",
    "SELECT date_trunc('minute', time), date_trunc('hour', time), count(*) FROM spans GROUP BY 1, 2",
    "SELECT date_trunc('minute', time) FROM spans",
    "SELECT count_if(status_code = 'error') * 1.0 / count(*) FROM spans",
    "SELECT count(*) FROM spans WHERE a LIKE 'x_y'",
    'SELECT count(*) FROM spans WHERE a = b',
    "SELECT count(*) FROM spans WHERE time > TIMESTAMP '2026-11-22 00:00:00'",
    'SELECT count(*) FROM spans WHERE NOT (a = 1)',
    'SELECT a, count(*) FROM spans GROUP BY 1 LIMIT 5000',
    'SELECT a, count(*) FROM spans GROUP BY 1 ORDER BY lower(a)',
    'SELECT a, count(*) FROM spans GROUP BY 1 OFFSET 5',
    'SELECT 1 UNION SELECT 2',
    'DELETE FROM spans',
    'SELEC',
  ])('%s', (sql) => {
    expect(plainStatement(sql, RANGE).query).toBeNull();
  });
});
