// Calls made of lambdas, structs and TRY where DuckDB binds them another way than in a plain SELECT list: beside GROUP BY, in HAVING, over columns
// from around a subquery, in UNNEST, over subqueries.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { translateSample } from './sample-relation.ts';

const TIME = "(VALUES '2026-01-01', 'y') s (x)";
const LETTER = "(VALUES 'a', 'b') s (x)";
const JSON_TEXT = "(VALUES '{\"a\":1}', 'x') s (x)";

const CASES: readonly (readonly [sql: string, rows: readonly (readonly unknown[])[]])[] = [
  [
    `SELECT from_utf8(to_utf8(x)), count(*) FROM ${LETTER} GROUP BY x HAVING from_utf8(to_utf8(x)) = 'a' ORDER BY from_utf8(to_utf8(x))`,
    [['a', '1']],
  ],
  [
    `SELECT transform(ARRAY[x], e -> from_utf8(to_utf8(e || y))) FROM (VALUES ('a', 'b')) s (x, y) GROUP BY x, y`,
    [[['ab']]],
  ],
  [`SELECT count(*) FROM ${TIME} GROUP BY x HAVING TRY_CAST(x AS timestamp) IS NOT NULL`, [['1']]],
  [
    `SELECT count(*) FROM ${LETTER} GROUP BY x HAVING cardinality(map_filter(transform_values(MAP(ARRAY['k'], ARRAY[x]), (k, v) -> upper(v)), (k, v) -> v = 'A')) = 1`,
    [['1']],
  ],
  [
    `SELECT x, (SELECT TRY_CAST(s.x AS timestamp)) FROM ${TIME} ORDER BY 1`,
    [
      ['2026-01-01', '2026-01-01 00:00:00'],
      ['y', null],
    ],
  ],
  [
    `SELECT x, l.z FROM ${TIME} CROSS JOIN LATERAL (SELECT try(date_parse(s.x, '%Y-%m-%d')) z) l ORDER BY 1`,
    [
      ['2026-01-01', '2026-01-01 00:00:00'],
      ['y', null],
    ],
  ],
  [
    `SELECT x FROM ${LETTER} WHERE EXISTS (SELECT 1 FROM (VALUES 'a') c (y) WHERE c.y = s.x AND try(url_decode(s.x)) IS NOT NULL)`,
    [['a']],
  ],
  [
    `SELECT x, (SELECT count(*) FROM ${LETTER.replace('s (x)', 'c (y)')} WHERE c.y >= s.x AND filter(ARRAY[c.y], z -> z > s.x) = ARRAY[c.y]) FROM ${LETTER} ORDER BY 1`,
    [
      ['a', '1'],
      ['b', '0'],
    ],
  ],
  [
    `SELECT x IN (SELECT y FROM (VALUES 'a') t (y) WHERE try(CAST(s.x AS bigint)) IS NULL) FROM ${LETTER} ORDER BY x`,
    [[true], [false]],
  ],
  [
    `SELECT k, v FROM ${JSON_TEXT} CROSS JOIN UNNEST(try(CAST(json_parse(x) AS map(varchar, json)))) u (k, v)`,
    [['a', '1']],
  ],
  [
    `SELECT x, k FROM ${JSON_TEXT} LEFT JOIN UNNEST(TRY_CAST(try(json_parse(x)) AS map(varchar, json))) u (k, v) ON TRUE ORDER BY 1`,
    [
      ['x', null],
      ['{"a":1}', 'a'],
    ],
  ],
  [
    `SELECT e, n FROM (VALUES 'a,b') s (x) CROSS JOIN UNNEST(transform(split(x, ','), e -> e || x)) WITH ORDINALITY u (e, n) ORDER BY n`,
    [
      ['aa,b', '1'],
      ['ba,b', '2'],
    ],
  ],
  [
    `SELECT CAST((SELECT max(x) FROM ${TIME} WHERE x < 'y') AS timestamp), TRY_CAST((SELECT max(x) FROM ${TIME}) AS timestamp), split_to_map((SELECT 'a=1'), ',', '=')`,
    [['2026-01-01 00:00:00', null, [{ key: 'a', value: '1' }]]],
  ],
  [
    'SELECT repeat((SELECT 2), 2), array_distinct((SELECT ARRAY[1, 1])), any_match((SELECT ARRAY[1, 2]), e -> e > y), array_intersect((SELECT ARRAY[x, 2]), ARRAY[2]) FROM (VALUES (1, 0)) s (x, y)',
    [[[2, 2], [1], true, [2]]],
  ],
  ['SELECT try(1 / (SELECT count(*) FROM (VALUES 1) t (y) WHERE y > 1))', [[null]]],
  [
    'SELECT x, try(1 / (SELECT count(*) FROM (VALUES 1) t (y) WHERE y = x)) FROM (VALUES 1, 2) s (x) ORDER BY 1',
    [
      [1, '1'],
      [2, null],
    ],
  ],
  [
    `SELECT try(CAST(x AS bigint) + (SELECT count(*) FROM (VALUES 1) t (y))), try(1 / IF(EXISTS (SELECT 1 FROM (VALUES 'b') t (y) WHERE y = x), 0, 1)) FROM (VALUES '1', 'b') s (x) ORDER BY x`,
    [
      ['2', 1],
      [null, null],
    ],
  ],
  [
    "SELECT ARRAY['u'] = ARRAY[NULL, NULL], ARRAY[1] = ARRAY[NULL], ARRAY[NULL, NULL] = ARRAY[1.5, 2]",
    [[false, null, null]],
  ],
];

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

test.each(CASES)('%s', async (sql, rows) => {
  expect((await connection.runAndReadAll(translateSample(sql).duckdbSql)).getRowsJson()).toEqual(rows);
});

test('columns that are only compared stay where they are', () => {
  const plain = translateSample(
    'SELECT name FROM spans s WHERE EXISTS (SELECT 1 FROM spans c WHERE c.trace_id = s.trace_id AND c.duration_ms % 2 = 0 AND TRY_CAST(c.name AS timestamp) IS NULL)',
  );
  expect(plain.duckdbSql).not.toMatch(/CROSS JOIN/);
});

test('TRY catches nothing of a subquery’s own, as in Trino', async () => {
  const { duckdbSql } = translateSample('SELECT try((SELECT y FROM (VALUES 1, 2) t (y)))');
  await expect(connection.run(duckdbSql)).rejects.toThrow(/More than one row/);
});
