// What a translation says of its sources: columns used, how often, and what `*` means.
import { describe, expect, test } from 'vitest';
import { SPANS, translateSample } from './sample-relation.ts';

function columnsOf(sql: string): string[] {
  return translateSample(sql)
    .sources.flatMap(({ columns }) => columns.map((column) => column.id))
    .sort();
}

describe('columns used', () => {
  test.each([
    ['SELECT count(*) FROM spans', []],
    ['SELECT 1', []],
    ['SELECT name FROM spans', ['name']],
    ['SELECT NAME, spans.name, "name" FROM spans', ['name']],
    ['SELECT 1 FROM spans WHERE main ORDER BY time', ['main', 'time']],
    ['SELECT "http.route" FROM spans', ['http_route']],
    ["SELECT attributes['user.plan'] FROM spans", ['attributes_user_plan_']],
    ["SELECT element_at(s.attributes, 'x') FROM spans s", ['attributes_x_']],
    ['SELECT attributes[name] FROM spans', ['attributes', 'name']],
    ['SELECT cardinality(attributes) FROM spans', ['attributes']],
    ["SELECT a['x'] FROM (SELECT attributes AS a FROM spans)", ['attributes']],
    ['SELECT 1 FROM spans a JOIN spans b USING (trace_id)', ['trace_id']],
    ['SELECT e.n FROM spans CROSS JOIN UNNEST(events) AS e (t, n, a)', ['events']],
  ])('%s', (sql, columns) => {
    expect(columnsOf(sql)).toEqual(columns);
  });

  test('* is the fixed columns, never what was sent', () => {
    const star = SPANS.star().map((column) => column.id);
    expect(columnsOf('SELECT * FROM spans')).toEqual([...star].sort());
    expect(translateSample('SELECT s.*, "user.plan" FROM spans s').columns.map(({ name }) => name)).toEqual([
      ...star,
      'user.plan',
    ]);
  });

  test('uses are counted, also those in subqueries', () => {
    const { sources } = translateSample(
      'SELECT 1 FROM spans WHERE trace_id IN (SELECT trace_id FROM spans WHERE main)',
    );
    expect(sources.map(({ uses }) => uses.length)).toEqual([2]);
  });
});

describe('names', () => {
  test('a sent attribute does not make a name of the query ambiguous', () => {
    const sql = 'SELECT k, count(*) FROM spans CROSS JOIN UNNEST(attributes) AS t (k, v) GROUP BY k';
    expect(columnsOf(sql)).toEqual(['attributes']);
  });

  test.each([
    'SELECT 1 FROM spans k WHERE EXISTS (SELECT 1 FROM spans b WHERE b.trace_id = k.trace_id AND b.time < k.time)',
    'SELECT (SELECT max(b.time) FROM (SELECT * FROM spans) b WHERE b.trace_id = k.trace_id) FROM spans k',
    'SELECT l.n FROM spans k CROSS JOIN LATERAL (SELECT count(*) AS n FROM spans b WHERE b.name = k.name) l',
    'WITH k AS (SELECT name FROM spans) SELECT name FROM k WHERE name IN (SELECT b.name FROM spans b WHERE b.name = k.name)',
    'SELECT 1 FROM spans k WHERE EXISTS (SELECT 1 FROM spans b JOIN spans c ON b.trace_id = c.trace_id AND c.k = k.k)',
  ])('nor does it hide a relation around a subquery: %s', (sql) => {
    expect(() => translateSample(sql)).not.toThrow();
  });

  test('nor does it stand for the relation whose column is not there', () => {
    expect(() => translateSample('SELECT k.nope FROM spans k')).toThrow("line 1:8: Column 'k.nope' cannot be resolved");
  });

  test('a column of the table does, as in Trino', () => {
    expect(() => translateSample('SELECT name FROM spans CROSS JOIN UNNEST(events)')).toThrow(/ambiguous/);
  });

  test('a common table called like the table hides it, and its own query sees the table', () => {
    const { sources, columns } = translateSample(
      'WITH spans AS (SELECT name AS n FROM spans WHERE main) SELECT * FROM spans',
    );
    expect(sources.map(({ uses }) => uses.length)).toEqual([1]);
    expect(columns.map(({ name }) => name)).toEqual(['n']);
  });

  test('results are called as Trino calls them', () => {
    const sql = `SELECT NAME, "user.plan", 1, upper(name), name AS "x y", (name), CAST(name AS varchar), attributes['a'] FROM spans`;
    expect(translateSample(sql).columns.map(({ name }) => name)).toEqual([
      'NAME',
      'user.plan',
      '_col2',
      '_col3',
      'x y',
      'name',
      '_col6',
      '_col7',
    ]);
  });

  test.each([
    ['SELECT 1', false],
    ['SELECT name FROM spans ORDER BY 1', true],
    ['SELECT * FROM (SELECT name FROM spans ORDER BY 1)', false],
    ['VALUES 1, 2 ORDER BY 1 LIMIT 1', true],
  ])('%s is ordered: %s', (sql, ordered) => {
    expect(translateSample(sql).ordered).toBe(ordered);
  });

  test('functions called', () => {
    const { functions } = translateSample(
      'SELECT count(*), upper(max(name)) FROM spans WHERE extract(year FROM time) = 1',
    );
    expect([...functions].sort()).toEqual(['count', 'max', 'upper', 'year']);
  });
});
