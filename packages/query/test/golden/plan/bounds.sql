-- SELECT service_name FROM spans WHERE time >= TIMESTAMP '2026-11-22 10:01:00' AND duration_ms > 250

-- DuckDB
WITH "spans" AS (
  SELECT make_timestamp(start_time_unix_nano // 1000) AS "time", duration_nano / 1e6 AS "duration_ms", "service_name" AS "service_name" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS BIGINT) AS "duration_nano", CAST(NULL AS VARCHAR) AS "service_name", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/second.parquet'], union_by_name = true, hive_partitioning = false)) WHERE amends IS NULL AND duration_nano >= 249999998
  UNION ALL
  SELECT make_timestamp(start_time_unix_nano // 1000) AS "time", duration_nano / 1e6 AS "duration_ms", "service_name" AS "service_name" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS BIGINT) AS "duration_nano", CAST(NULL AS VARCHAR) AS "service_name", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/last.parquet'], union_by_name = true, hive_partitioning = false)) WHERE start_time_unix_nano >= 1795341660000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL AND duration_nano >= 249999998
)
SELECT r1."service_name" AS c1 FROM "spans" r1 WHERE (r1."time" >= TIMESTAMP '2026-11-22 10:01:00') AND (r1."duration_ms" > CAST(250 AS DOUBLE))

-- Trino
WITH spans (time, duration_ms, service_name) AS (
  SELECT CAST(from_unixtime_nanos(start_time_unix_nano - start_time_unix_nano % 1000) AS timestamp(6)), duration_nano / 1e6, "service_name"
  FROM spans_landing WHERE dt >= '2026-11-21' AND start_time_unix_nano >= 1795341660000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL AND duration_nano >= 249999998
)
SELECT service_name FROM spans WHERE time >= TIMESTAMP '2026-11-22 10:01:00' AND duration_ms > 250
