-- name: Noisy tenants
-- description: Who makes the work: each tenant's requests, errors and time, and its share of all of it.
-- parameters: the time range of the request (--last 1h); "tenant.id" can be any attribute, such as "user.id"
SELECT
  "tenant.id" AS tenant,
  count(*) AS requests,
  round(1e2 * count(*) / sum(count(*)) OVER (), 1) AS percent_of_requests,
  round(sum(duration_ms) / 1e3, 1) AS seconds,
  round(1e2 * sum(duration_ms) / sum(sum(duration_ms)) OVER (), 1) AS percent_of_time,
  count_if(status_code = 'ERROR') AS errors,
  round(approx_percentile(duration_ms, 0.95), 1) AS p95_ms
FROM spans
WHERE main AND "tenant.id" IS NOT NULL
GROUP BY 1
ORDER BY seconds DESC
LIMIT 20
