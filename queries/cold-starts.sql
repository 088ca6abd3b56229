-- name: Cold starts
-- description: How often each function starts cold, and what its init phase costs the user who waits for it.
-- parameters: the time range of the request (--last 1h)
SELECT
  "faas.name" AS function,
  count(*) AS invocations,
  count_if("faas.coldstart") AS cold_starts,
  round(1e2 * count_if("faas.coldstart") / count(*), 2) AS cold_percent,
  round(approx_percentile("aws.lambda.init_duration_ms", 0.5), 1) AS init_p50_ms,
  round(max("aws.lambda.init_duration_ms"), 1) AS init_slowest_ms
FROM spans
WHERE "faas.coldstart" IS NOT NULL
GROUP BY 1
ORDER BY cold_starts DESC
