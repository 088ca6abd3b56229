// What the walk refuses, with Trino's code and place.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';
import { translateSample } from './sample-relation.ts';

function refusal(sql: string): TracelakeError {
  try {
    translateSample(sql);
  } catch (error) {
    if (isTracelakeError(error)) return error;
    throw error;
  }
  throw new Error(`not refused: ${sql}`);
}

test('what the engine cannot take is refused with the limit and the place', () => {
  const keys = 'name, trace_id, duration_ms, time';
  const cubes = refusal(`SELECT 1 FROM spans GROUP BY ${Array.from({ length: 3 }, () => `CUBE(${keys})`).join(', ')}`);
  expect([cubes.code, cubes.details['line'], cubes.details['column']]).toEqual(['TOO_MANY_GROUPING_SETS', 1, 30]);
  expect(cubes.message).toContain('GROUP BY has 4096 grouping sets but can contain at most 2048');
  expect(() => translateSample(`SELECT 1 FROM spans GROUP BY CUBE(${keys}), CUBE(${keys})`)).not.toThrow();
  const unions = refusal(Array.from({ length: 302 }, () => 'SELECT 1').join(' UNION ALL '));
  expect([unions.code, unions.details['limit']]).toEqual(['query_too_deep', 300]);
});

test('what a subquery computes from its surroundings runs where it runs in Trino, and is refused where it is not', () => {
  const around = (query: string): string => `SELECT (${query}) FROM (VALUES 1, 2) a(k)`;
  const one = '(SELECT max(duration_ms) AS e FROM spans) t';
  expect(() => translateSample(around(`SELECT e + a.k FROM ${one}`))).not.toThrow();
  expect(() => translateSample(around('SELECT max(duration_ms) + a.k FROM spans'))).not.toThrow();
  expect(refusal(around('SELECT duration_ms + a.k FROM spans LIMIT 1')).code).toBe('NOT_SUPPORTED');
  expect(refusal(around('SELECT duration_ms FROM spans WHERE duration_ms = a.k OFFSET 1')).code).toBe('NOT_SUPPORTED');
  const ordered = 'ORDER BY 1 LIMIT 1';
  expect(() => translateSample(around(`SELECT name FROM spans WHERE a.k = 1 ${ordered}`))).not.toThrow();
  expect(refusal(around(`SELECT name FROM spans WHERE duration_ms > a.k ${ordered}`)).code).toBe('NOT_SUPPORTED');
  const joined = (kind: string, query: string): string =>
    `SELECT * FROM (VALUES 1, 2) a(k) ${kind} JOIN LATERAL (${query}) l(d) ON d < 3`;
  const chosen = 'SELECT duration_ms FROM spans WHERE duration_ms > a.k';
  expect(() => translateSample(joined('LEFT', chosen))).not.toThrow();
  expect(refusal(joined('LEFT', 'SELECT max(duration_ms) FROM spans WHERE duration_ms > a.k')).code).toBe(
    'NOT_SUPPORTED',
  );
  expect(refusal(joined('RIGHT', chosen)).code).toBe('INVALID_COLUMN_REFERENCE');
});

test('plain names given to t.* are upper case, as nowhere else', () => {
  const { columns } = translateSample('SELECT t.* AS (c, "d", Ef) FROM (VALUES (1, 2, 3)) t(a, b, c)');
  expect(columns.map(({ name }) => name)).toEqual(['C', 'd', 'EF']);
});

describe('the gate', () => {
  test.each([
    ['SHOW TABLES', 'NOT_SUPPORTED'],
    ['DESCRIBE spans', 'NOT_SUPPORTED'],
    ['EXPLAIN SELECT 1', 'NOT_SUPPORTED'],
    ['DROP TABLE spans', 'PERMISSION_DENIED'],
    ['INSERT INTO spans SELECT * FROM spans', 'PERMISSION_DENIED'],
    ['DELETE FROM spans', 'PERMISSION_DENIED'],
    ['CREATE TABLE t AS SELECT 1 AS a', 'PERMISSION_DENIED'],
    ['SET SESSION a = 1', 'PERMISSION_DENIED'],
    ['CALL system.sync()', 'PERMISSION_DENIED'],
    ['SELECT * FROM spans_landing', 'TABLE_NOT_FOUND'],
    ['SELECT * FROM information_schema.tables', 'PERMISSION_DENIED'],
    ['SELECT * FROM hive.lake.spans', 'PERMISSION_DENIED'],
    ['SELECT * FROM "/etc/passwd"', 'TABLE_NOT_FOUND'],
    ['SELECT * FROM "x.parquet"', 'TABLE_NOT_FOUND'],
    ["SELECT * FROM TABLE(read_parquet('x'))", 'NOT_SUPPORTED'],
    ['SELECT "$path" FROM spans', 'PERMISSION_DENIED'],
    ["SELECT read_text('x')", 'FUNCTION_NOT_FOUND'],
    ["SELECT getenv('HOME')", 'FUNCTION_NOT_FOUND'],
    ['SELECT t_divide(1, 0)', 'FUNCTION_NOT_FOUND'],
    ['SELECT current_user', 'NOT_SUPPORTED'],
    ['SELECT ?', 'INVALID_PARAMETER_USAGE'],
    [
      'WITH RECURSIVE t (n) AS (SELECT name FROM spans UNION ALL SELECT s.name FROM spans s LEFT JOIN t ON s.trace_id = t.n) SELECT * FROM t',
      'INVALID_RECURSIVE_REFERENCE',
    ],
    ['WITH RECURSIVE t AS (VALUES 1) SELECT * FROM t', 'MISSING_COLUMN_ALIASES'],
    ['SELECT * FROM spans FOR VERSION AS OF 1', 'NOT_SUPPORTED'],
  ])('%s', (sql, code) => {
    expect(refusal(sql).code).toBe(code);
  });
});

describe('names', () => {
  test.each([
    ['SELECT nope FROM spans', 'COLUMN_NOT_FOUND', '1:8'],
    ['TABLE nope', 'TABLE_NOT_FOUND', '1:1'],
    ['SELECT s.nope FROM spans s', 'COLUMN_NOT_FOUND', '1:8'],
    ['SELECT spans.name FROM spans s', 'COLUMN_NOT_FOUND', '1:8'],
    ['SELECT name AS n FROM spans WHERE n = 1', 'COLUMN_NOT_FOUND', '1:35'],
    ['SELECT name FROM spans a, spans b', 'AMBIGUOUS_NAME', '1:8'],
    ['SELECT a FROM (SELECT 1 AS a, 2 AS a)', 'AMBIGUOUS_NAME', '1:8'],
    ['SELECT attributes.foo FROM spans', 'TYPE_MISMATCH', '1:8'],
    ['SELECT "Two.Keys" FROM spans', 'ambiguous_attribute', '1:8'],
    ['SELECT x.* FROM spans', 'TABLE_NOT_FOUND', '1:8'],
    ['SELECT * FROM spans JOIN (VALUES 1) t (x) USING (trace_id)', 'COLUMN_NOT_FOUND', '1:50'],
    ['SELECT 1 FROM spans NATURAL JOIN spans', 'NOT_SUPPORTED', '1:15'],
    ['WITH a AS (SELECT 1), a AS (SELECT 2) SELECT 1', 'DUPLICATE_NAMED_QUERY', '1:23'],
    ['WITH a (x, y) AS (SELECT 1) SELECT 1', 'MISMATCHED_COLUMN_ALIASES', '1:6'],
  ])('%s', (sql, code, place) => {
    const error = refusal(sql);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`line ${place}: `);
  });

  test('suggestions come with the error', () => {
    const error = refusal('SELECT "http.rout" FROM spans');
    expect(error.details).toMatchObject({ suggestions: ['http.route'] });
    expect(error.hint).toContain('"http.route"');
  });

  test('a dotted name without quotes is suggested with them', () => {
    expect(refusal('SELECT user.plan FROM spans').hint).toContain('"user.plan"');
  });
});

describe('aggregates and windows', () => {
  test.each([
    ['SELECT name, count(*) FROM spans', 'EXPRESSION_NOT_AGGREGATE', '1:8'],
    ['SELECT name FROM spans GROUP BY service_name', 'EXPRESSION_NOT_AGGREGATE', '1:8'],
    ['SELECT * FROM spans GROUP BY name', 'EXPRESSION_NOT_AGGREGATE', '1:8'],
    ['SELECT upper(name) FROM spans GROUP BY lower(name)', 'EXPRESSION_NOT_AGGREGATE', '1:14'],
    ['SELECT count(*) FROM spans GROUP BY name HAVING main', 'EXPRESSION_NOT_AGGREGATE', '1:49'],
    ['SELECT count(*) FROM spans GROUP BY name ORDER BY time', 'EXPRESSION_NOT_AGGREGATE', '1:51'],
    ['SELECT name FROM spans HAVING count(*) > 1', 'EXPRESSION_NOT_AGGREGATE', '1:8'],
    ['SELECT sum(duration_ms) OVER (ORDER BY time) FROM spans GROUP BY name', 'EXPRESSION_NOT_AGGREGATE', '1:12'],
    [
      'SELECT (SELECT max(b.time) FROM spans b WHERE b.name = a.name) FROM spans a GROUP BY a.time',
      'EXPRESSION_NOT_AGGREGATE',
      '1:56',
    ],
    ['SELECT sum(count(*)) FROM spans', 'NESTED_AGGREGATION', '1:8'],
    ['SELECT max(row_number() OVER ()) FROM spans', 'NESTED_WINDOW', '1:8'],
    ['SELECT name FROM spans WHERE count(*) > 1', 'EXPRESSION_NOT_SCALAR', '1:39'],
    ['SELECT name FROM spans WHERE row_number() OVER () = 1', 'EXPRESSION_NOT_SCALAR', '1:51'],
    ['SELECT count(*) AS n FROM spans GROUP BY 1', 'EXPRESSION_NOT_SCALAR', '1:42'],
    ['SELECT 1 FROM spans GROUP BY 2', 'INVALID_COLUMN_REFERENCE', '1:30'],
    ['SELECT 1 FROM spans ORDER BY 2', 'INVALID_COLUMN_REFERENCE', '1:30'],
    ['SELECT count(*) FROM spans GROUP BY ROLLUP (upper(name))', 'INVALID_COLUMN_REFERENCE', '1:45'],
    ['SELECT row_number() FROM spans', 'MISSING_OVER', '1:8'],
    ['SELECT upper(name) OVER () FROM spans', 'FUNCTION_NOT_WINDOW', '1:8'],
    ['SELECT upper(DISTINCT name) FROM spans', 'FUNCTION_NOT_AGGREGATE', '1:8'],
    ['SELECT coalesce(name) FROM spans', 'SYNTAX_ERROR', '1:8'],
    ['SELECT coalesce(NULL)', 'SYNTAX_ERROR', '1:8'],
    ['SELECT if(true)', 'SYNTAX_ERROR', '1:8'],
    ['SELECT nullif(1, 2, 3)', 'SYNTAX_ERROR', '1:8'],
    ['SELECT try()', 'SYNTAX_ERROR', '1:8'],
    ['SELECT try(DISTINCT name) FROM spans', 'SYNTAX_ERROR', '1:8'],
    ['SELECT if(true, 1) OVER ()', 'SYNTAX_ERROR', '1:8'],
    ['SELECT coalesce(1, 2) FILTER (WHERE true)', 'SYNTAX_ERROR', '1:8'],
    ['SELECT max(time) OVER w FROM spans', 'INVALID_WINDOW_REFERENCE', '1:23'],
    ['SELECT DISTINCT name FROM spans ORDER BY time', 'EXPRESSION_NOT_IN_DISTINCT', '1:1'],
    ['SELECT name FROM spans FETCH FIRST 1 ROW WITH TIES', 'MISSING_ORDER_BY', '1:1'],
    ['SELECT max(duration_ms) AS duration_ms FROM spans ORDER BY max(duration_ms)', 'COLUMN_NOT_FOUND', '1:64'],
  ])('%s', (sql, code, place) => {
    const error = refusal(sql);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`line ${place}: `);
  });

  test.each([
    'SELECT upper(name), count(*) FROM spans GROUP BY upper(name)',
    "SELECT upper(name) || 'x', count(*) FROM spans GROUP BY 1, upper(name)",
    'SELECT transform(ARRAY[name], x -> upper(x)) FROM spans GROUP BY transform(ARRAY[name], x -> upper(x))',
    'SELECT name, row_number() OVER (ORDER BY count(*) DESC) FROM spans GROUP BY name',
    'SELECT 1 FROM spans HAVING count(*) > 1',
    'SELECT (SELECT a.name) FROM spans a GROUP BY a.name',
    'SELECT count(*) AS n, name FROM spans GROUP BY name ORDER BY n + 1, upper(name)',
  ])('%s passes', (sql) => {
    expect(() => translateSample(sql)).not.toThrow();
  });
});

describe('types', () => {
  test.each([
    ["SELECT 1 = 'a'", 'TYPE_MISMATCH', '1:10'],
    ["SELECT '5' + 1", 'TYPE_MISMATCH', '1:12'],
    ['SELECT name FROM spans WHERE duration_ms', 'TYPE_MISMATCH', '1:30'],
    ["SELECT 1 UNION ALL SELECT 'a'", 'TYPE_MISMATCH', '1:10'],
    ['SELECT 1 UNION ALL SELECT 1, 2', 'TYPE_MISMATCH', '1:10'],
    ["SELECT CASE WHEN true THEN 1 ELSE 'x' END", 'TYPE_MISMATCH', '1:35'],
    ["SELECT DATE '2026-02-30'", 'INVALID_LITERAL', '1:8'],
    ["SELECT TIMESTAMP '2026-13-01 00:00:00'", 'INVALID_LITERAL', '1:8'],
    ["SELECT INTERVAL '1.5' DAY", 'INVALID_LITERAL', '1:8'],
    ['SELECT 9223372036854775808', 'SYNTAX_ERROR', '1:8'],
    ['SELECT CAST(1 AS nope)', 'TYPE_MISMATCH', '1:18'],
    ['SELECT transform(ARRAY[1], x -> (SELECT x))', 'NOT_SUPPORTED', '1:33'],
    ['SELECT transform(ARRAY[1], x -> sum(x))', 'EXPRESSION_NOT_SCALAR', '1:33'],
    ['SELECT nope(1)', 'FUNCTION_NOT_FOUND', '1:8'],
  ])('%s', (sql, code, place) => {
    const error = refusal(sql);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`line ${place}: `);
  });
});

test('chains and doubling texts are too deep, not a crash', () => {
  expect(refusal(`SELECT name${'[1]'.repeat(50_000)} FROM spans`).code).toBe('query_too_deep');
  expect(refusal(`SELECT name${'.a'.repeat(50_000)} FROM spans`).code).toBe('query_too_deep');
  expect(refusal(`SELECT ${'(2 % '.repeat(40)}1e0${')'.repeat(40)}`).code).toBe('query_too_deep');
});

describe('hints say what to write instead', () => {
  test.each([
    ["SELECT name FROM spans WHERE time > '2024-01-01'", "TIMESTAMP '2024-01-01'"],
    ["SELECT name FROM spans WHERE '2024-01-01T10:00:00Z' <= time", "TIMESTAMP '2024-01-01 10:00:00 UTC'"],
    ["SELECT name FROM spans WHERE CAST(time AS date) = '2024-01-01'", "DATE '2024-01-01'"],
    ["SELECT name FROM spans WHERE time > '-1h'", "now() - INTERVAL '1' HOUR"],
    ["SELECT name FROM spans WHERE duration_ms > '500'", 'Write 500, without quotes.'],
    ["SELECT name FROM spans WHERE main = 'true'", 'Write true, without quotes.'],
    ['SELECT name FROM spans WHERE "user.plan" = 5', "Write '5', in single quotes."],
    ['SELECT name FROM spans WHERE "user.plan" > duration_ms', 'TRY_CAST'],
    ['SELECT name FROM spans WHERE "user.plan" > 5', 'TRY_CAST(… AS double)'],
    ['SELECT "user.plan" * 1.0 FROM spans', 'TRY_CAST(… AS double)'],
    ['SELECT current_date + 1', "Write + INTERVAL '1' DAY."],
    ['SELECT now() - 5', "Write - INTERVAL '5' SECOND"],
    ["SELECT 'a' + name FROM spans", 'joined by ||'],
    ["SELECT now() - INTERVAL '15 minutes'", "INTERVAL '15' MINUTE"],
    ["SELECT now() - INTERVAL '2 weeks'", "INTERVAL '14' DAY"],
    ['SELECT CAST(1 AS float)', 'real (32 bits) or double'],
    ['SELECT CAST(1 AS string)', 'Write varchar.'],
    ['SELECT CAST(ARRAY[1] AS array(text))', 'Write varchar.'],
    ["SELECT CAST('x' AS datetime)", 'Write timestamp.'],
    ['SELECT attributes.http FROM spans', "Write attributes['http']."],
    ['SELECT attributes.http.route FROM spans', "Write attributes['http.route']."],
    ['SELECT a.name FROM spans a WHERE spans.main', 'spans is called a here: write a.main.'],
    ['SELECT http.route FROM spans', 'stands in double quotes: "http.route"'],
    ['SELECT name FROM spans WHERE name = "xyzzy"', "A text stands in single quotes: 'xyzzy'."],
    ['SELECT date_trunc(minute, time) FROM spans', "A unit of time stands in single quotes: 'minute'."],
    ['SELECT date_add(hours, 1, time) FROM spans', "'hour'"],
    ['SELECT ifnull(name, 1) FROM spans', 'coalesce(x, y)'],
    ['SELECT 1 FROM spans WHERE count(*) > 1', 'stands in HAVING'],
    ['SELECT 1 FROM spans WHERE row_number() OVER () = 1', 'WHERE n = 1'],
    ['SELECT 1 FROM spans GROUP BY count(*)', 'in a query inside this one'],
    ['SELECT max(count(*)) FROM spans', 'SELECT max(n) FROM (SELECT count(…) AS n'],
    ['SELECT max(sum(duration_ms) OVER ()) FROM spans', 'in a query inside this one'],
    ["SELECT date_diff('day', time, '2020') FROM spans", "write TIMESTAMP 'YYYY-MM-DD hh:mm:ss'"],
    ["SELECT 1 FROM spans WHERE time > 'yesterday'", "current_date - INTERVAL '1' DAY"],
    ["SELECT 1 FROM spans WHERE time > 'soon'", "TIMESTAMP 'YYYY-MM-DD hh:mm:ss', or now()"],
  ])('%s → %s', (sql, hint) => {
    expect(refusal(sql).hint).toContain(hint);
  });
});
