-- SELECT p.name FROM spans c JOIN spans p ON c.parent_span_id = p.span_id

-- DuckDB
WITH "spans" AS (
  SELECT "parent_span_id" AS "parent_span_id", "span_id" AS "span_id", "name" AS "name" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "parent_span_id", CAST(NULL AS VARCHAR) AS "span_id", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/first.parquet', 'landing/spans/dt=2026-11-22/hour=10/second.parquet'], union_by_name = true, hive_partitioning = false)) WHERE amends IS NULL
  UNION ALL
  SELECT "parent_span_id" AS "parent_span_id", "span_id" AS "span_id", "name" AS "name" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS VARCHAR) AS "name", CAST(NULL AS VARCHAR) AS "parent_span_id", CAST(NULL AS VARCHAR) AS "span_id", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/last.parquet'], union_by_name = true, hive_partitioning = false)) WHERE start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
)
SELECT r2."name" AS c1 FROM "spans" r1 INNER JOIN "spans" r2 ON (r1."parent_span_id" = r2."span_id")

-- Trino
WITH spans (parent_span_id, span_id, name) AS (
  SELECT "parent_span_id", "span_id", "name"
  FROM spans_landing WHERE dt >= '2026-11-21' AND start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
)
SELECT p.name FROM spans c JOIN spans p ON c.parent_span_id = p.span_id
