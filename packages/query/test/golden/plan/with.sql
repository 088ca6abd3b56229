-- WITH a AS (SELECT name FROM spans), b AS (SELECT 1 AS x) SELECT * FROM a, b

-- DuckDB
WITH "spans" AS (
  SELECT "name" AS "name" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/first.parquet', 'landing/spans/dt=2026-11-22/hour=10/second.parquet'], union_by_name = true, hive_partitioning = false)) WHERE amends IS NULL
  UNION ALL
  SELECT "name" AS "name" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/last.parquet'], union_by_name = true, hive_partitioning = false)) WHERE start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
), w2 AS (SELECT r1."name" AS c1 FROM "spans" r1), w3 AS (SELECT 1 AS c1) SELECT r4.c1 AS c1, r5.c1 AS c2 FROM w2 r4 CROSS JOIN w3 r5

-- Trino
WITH spans (name) AS (
  SELECT "name"
  FROM spans_landing WHERE dt >= '2026-11-21' AND start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
), a AS (SELECT name FROM spans), b AS (SELECT 1 AS x) SELECT * FROM a, b
