-- SELECT "http.route", count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95 FROM spans WHERE "user.plan" = 'pro' GROUP BY 1 ORDER BY n DESC

-- DuckDB
WITH "spans" AS (
  SELECT "attributes_string"['user.plan'] AS "a_user_plan", "http_route" AS "a_http_route", duration_nano / 1e6 AS "duration_ms" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS MAP(VARCHAR, VARCHAR)) AS "attributes_string", CAST(NULL AS BIGINT) AS "duration_nano", CAST(NULL AS VARCHAR) AS "http_route", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/first.parquet', 'landing/spans/dt=2026-11-22/hour=10/second.parquet'], union_by_name = true, hive_partitioning = false)) WHERE amends IS NULL
  UNION ALL
  SELECT "attributes_string"['user.plan'] AS "a_user_plan", "http_route" AS "a_http_route", duration_nano / 1e6 AS "duration_ms" FROM (SELECT CAST(NULL AS VARCHAR) AS "amends", CAST(NULL AS MAP(VARCHAR, VARCHAR)) AS "attributes_string", CAST(NULL AS BIGINT) AS "duration_nano", CAST(NULL AS VARCHAR) AS "http_route", CAST(NULL AS BIGINT) AS "start_time_unix_nano" WHERE false UNION ALL BY NAME SELECT * FROM read_parquet(['landing/spans/dt=2026-11-22/hour=10/last.parquet'], union_by_name = true, hive_partitioning = false)) WHERE start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
)
SELECT r1."a_http_route" AS c1, count(*) AS c2, quantile_disc(r1."duration_ms", least(CASE WHEN CAST(CAST('0.95' AS DECIMAL(2,2)) AS DOUBLE) BETWEEN 0 AND 1 THEN CAST(CAST(CAST('0.95' AS DECIMAL(2,2)) AS DOUBLE) AS DOUBLE) ELSE CAST(CAST('TRINO|INVALID_FUNCTION_ARGUMENT|Percentile must be between 0 and 1' AS BIGINT) AS DOUBLE) END + 1e-13, 1)) AS c3 FROM "spans" r1 WHERE (r1."a_user_plan" = 'pro') GROUP BY r1."a_http_route" ORDER BY 2 DESC NULLS LAST

-- Trino
WITH spans ("user.plan", "http.route", duration_ms) AS (
  SELECT element_at("attributes_string", 'user.plan'), "http_route", duration_nano / 1e6
  FROM spans_landing WHERE dt >= '2026-11-21' AND start_time_unix_nano >= 1795341600000000000 AND start_time_unix_nano < 1795345140000000001 AND amends IS NULL
)
SELECT "http.route", count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95 FROM spans WHERE "user.plan" = 'pro' GROUP BY 1 ORDER BY n DESC
