-- SELECT count(*) FROM spans

-- DuckDB
WITH "spans" AS (
  SELECT true AS "present" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/first.parquet', 'landing/spans/dt=2026-11-22/hour=10/second.parquet'], union_by_name = true, hive_partitioning = false)) WHERE amends IS NULL
  UNION ALL
  SELECT true AS "present" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/last.parquet'], union_by_name = true, hive_partitioning = false)) WHERE start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
)
SELECT count(*) AS c1 FROM "spans" r1

-- Trino
WITH spans (present) AS (
  SELECT true
  FROM spans_landing WHERE dt >= '2026-11-21' AND start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
)
SELECT count(*) FROM spans
