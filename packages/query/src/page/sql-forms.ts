// The language's forms, each by an example: docs/sql.md says of each what the translator makes of it, so that the page cannot promise more.

export interface SqlForm {
  readonly name: string;
  readonly example: string;
}

export interface SqlFormGroup {
  readonly title: string;
  readonly forms: readonly SqlForm[];
}

const form = (name: string, example: string): SqlForm => ({ name, example });

export const SQL_FORMS: readonly SqlFormGroup[] = [
  {
    title: 'Queries',
    forms: [
      form('WITH, several and nested', 'WITH a AS (SELECT name FROM spans), b AS (SELECT * FROM a) SELECT * FROM b'),
      form(
        'WITH RECURSIVE',
        'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT * FROM t',
      ),
      form(
        'A trace from its root down, at most ten levels, as in Trino',
        'WITH RECURSIVE t (span_id, depth) AS (SELECT span_id, 0 FROM spans WHERE parent_span_id IS NULL UNION ALL SELECT s.span_id, t.depth + 1 FROM t JOIN spans s ON s.parent_span_id = t.span_id) SELECT depth, count(*) FROM t GROUP BY 1',
      ),
      form('UNION, INTERSECT, EXCEPT, with ALL', 'SELECT name FROM spans EXCEPT ALL SELECT service_name FROM spans'),
      form('VALUES', "VALUES (1, 'a'), (2, 'b')"),
      form('TABLE', 'TABLE spans'),
      form('ORDER BY with NULLS FIRST and LAST', 'SELECT name FROM spans ORDER BY name DESC NULLS FIRST'),
      form('OFFSET, LIMIT', 'SELECT name FROM spans ORDER BY 1 OFFSET 5 ROWS LIMIT 10'),
      form('FETCH FIRST … WITH TIES', 'SELECT name FROM spans ORDER BY name FETCH FIRST 3 ROWS WITH TIES'),
      form('SELECT DISTINCT', 'SELECT DISTINCT name, kind FROM spans'),
      form('t.*, and * with columns beside it', 'SELECT s.*, 1 AS one FROM spans s'),
      form(
        'What * does not show, through a subquery',
        'SELECT dt, count(*) FROM (SELECT *, row_number() OVER (PARTITION BY trace_id ORDER BY time) AS n FROM spans) WHERE n = 1 GROUP BY dt',
      ),
      form('Functions in WITH', 'WITH FUNCTION f(x bigint) RETURNS bigint RETURN x + 1 SELECT f(1)'),
      form('EXPLAIN', 'EXPLAIN SELECT 1'),
      form('Several statements', 'SELECT 1; SELECT 2'),
      form('What writes', 'INSERT INTO spans SELECT * FROM spans'),
    ],
  },
  {
    title: 'Relations',
    forms: [
      form(
        'JOIN … ON: inner, left, right, full',
        'SELECT a.name FROM spans a FULL JOIN spans b ON a.span_id = b.parent_span_id',
      ),
      form('JOIN … USING', 'SELECT trace_id FROM spans a JOIN spans b USING (trace_id)'),
      form('CROSS JOIN', 'SELECT a.name FROM spans a CROSS JOIN (VALUES 1) b (n)'),
      form('NATURAL JOIN', 'SELECT 1 FROM spans a NATURAL JOIN spans b'),
      form('LATERAL', 'SELECT s.name, l.n FROM spans s CROSS JOIN LATERAL (SELECT s.duration_nano * 2 AS n) l'),
      form(
        'UNNEST of arrays and maps, WITH ORDINALITY',
        'SELECT e.name, n FROM spans CROSS JOIN UNNEST(events) WITH ORDINALITY AS e (at, name, attributes, n)',
      ),
      form('LEFT JOIN UNNEST … ON TRUE', 'SELECT k FROM spans LEFT JOIN UNNEST(map_keys(attributes)) AS u (k) ON TRUE'),
      form('TABLESAMPLE', 'SELECT name FROM spans TABLESAMPLE BERNOULLI (10)'),
      form('FOR TIMESTAMP, FOR VERSION AS OF', 'SELECT 1 FROM spans FOR VERSION AS OF 1'),
      form('MATCH_RECOGNIZE', 'SELECT 1 FROM spans MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS true)'),
      form('JSON_TABLE', "SELECT 1 FROM JSON_TABLE('[1]', 'lax $[*]' COLUMNS (x bigint PATH 'lax $'))"),
      form('Table functions', 'SELECT 1 FROM TABLE(sequence(1, 5))'),
      form('Other tables and catalogs', 'SELECT 1 FROM information_schema.tables'),
    ],
  },
  {
    title: 'Grouping and windows',
    forms: [
      form('GROUP BY columns, ordinals, expressions', 'SELECT upper(name), count(*) FROM spans GROUP BY 1'),
      form(
        'GROUPING SETS, ROLLUP, CUBE, grouping()',
        'SELECT name, kind, grouping(name, kind), count(*) FROM spans GROUP BY CUBE (name, kind)',
      ),
      form('GROUP BY DISTINCT', 'SELECT name, count(*) FROM spans GROUP BY DISTINCT ROLLUP (name, kind)'),
      form('HAVING', 'SELECT name FROM spans GROUP BY name HAVING count(*) > 5'),
      form(
        'Aggregates with DISTINCT, FILTER, ORDER BY',
        "SELECT count(DISTINCT name) FILTER (WHERE kind = 'SERVER'), array_agg(name ORDER BY duration_nano) FROM spans",
      ),
      form('LISTAGG … WITHIN GROUP', "SELECT listagg(name, ',') WITHIN GROUP (ORDER BY name) FROM spans"),
      form(
        'LISTAGG … ON OVERFLOW TRUNCATE, up to 1,048,576 bytes',
        "SELECT listagg(name, ',' ON OVERFLOW TRUNCATE '…' WITH COUNT) WITHIN GROUP (ORDER BY name) FROM spans",
      ),
      form(
        'OVER with ROWS, RANGE and GROUPS frames',
        'SELECT sum(duration_nano) OVER (PARTITION BY name ORDER BY start_time_unix_nano ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM spans',
      ),
      form('WINDOW names', 'SELECT rank() OVER w FROM spans WINDOW w AS (ORDER BY duration_nano)'),
      form('IGNORE NULLS', 'SELECT lag(name) IGNORE NULLS OVER (ORDER BY duration_nano) FROM spans'),
      form('DISTINCT in a window function', 'SELECT count(DISTINCT name) OVER () FROM spans'),
    ],
  },
  {
    title: 'Expressions',
    forms: [
      form(
        'CASE, IF, COALESCE, NULLIF, TRY',
        "SELECT CASE kind WHEN 'SERVER' THEN 1 ELSE IF(main, 2, 3) END FROM spans",
      ),
      form(
        'BETWEEN, IN, LIKE … ESCAPE, IS DISTINCT FROM',
        "SELECT name LIKE 'a!%' ESCAPE '!' AND kind IN ('SERVER') FROM spans",
      ),
      form(
        'EXISTS, IN, scalar and correlated subqueries',
        'SELECT (SELECT count(*) FROM spans b WHERE b.trace_id = a.trace_id) FROM spans a',
      ),
      form('ALL, ANY, SOME', 'SELECT duration_nano >= ALL (SELECT duration_nano FROM spans) FROM spans'),
      form('Lambdas', "SELECT filter(events, e -> e.name = 'exception') FROM spans"),
      form(
        'Arrays, maps, rows, subscripts, fields',
        "SELECT ARRAY[1, 2][1], MAP(ARRAY['a'], ARRAY[1])['a'], CAST(ROW(1, 2) AS row(x bigint, y bigint)).x",
      ),
      form('CAST, TRY_CAST, typeof', 'SELECT TRY_CAST(name AS bigint), typeof(name) FROM spans'),
      form('Decimals', "SELECT DECIMAL '1.50' * 2 / 3"),
      form('Intervals', "SELECT time - INTERVAL '1' HOUR, (INTERVAL '2' DAY) * 3 FROM spans"),
      form(
        'AT TIME ZONE',
        "SELECT at_timezone(from_unixtime(0), 'Europe/Berlin'), TIMESTAMP '2026-01-01 00:00:00 UTC' AT TIME ZONE 'Asia/Tokyo'",
      ),
      form(
        'EXTRACT, POSITION, SUBSTRING … FROM, TRIM … FROM',
        "SELECT EXTRACT(HOUR FROM time), position('a' IN name), substring(name FROM 2 FOR 3) FROM spans",
      ),
      form('TIME', "SELECT TIME '10:00:00' + INTERVAL '1' HOUR"),
      form('TIME WITH TIME ZONE', "SELECT TIME '10:00:00 +01:00'"),
      form('CHAR(n)', "SELECT CAST('a' AS char(3))"),
      form(
        'JSON_VALUE, JSON_QUERY, JSON_EXISTS, JSON_OBJECT, JSON_ARRAY',
        "SELECT json_value('{\"a\":1}', 'lax $.a'), json_object('k': 1)",
      ),
      form('UUID, IPADDRESS', "SELECT CAST('192.168.0.1' AS ipaddress)"),
      form('Parameters', 'SELECT ?'),
    ],
  },
];
