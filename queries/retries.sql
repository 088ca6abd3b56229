-- name: Retries
-- description: Calls that were tried again, and how many of those failed all the same: where a retry helps, and where it only adds load.
-- parameters: the time range of the request (--last 1h)
SELECT
  service_name AS service,
  name AS call,
  coalesce("service.peer.name", "server.address", "db.system.name") AS called,
  count(*) AS retried,
  sum(coalesce("retry.count", "http.request.resend_count")) AS extra_attempts,
  count_if(status_code = 'ERROR') AS failed_anyway,
  round(approx_percentile(duration_ms, 0.95), 1) AS p95_ms
FROM spans
WHERE coalesce("retry.count", "http.request.resend_count") > 0
GROUP BY 1, 2, 3
ORDER BY extra_attempts DESC
LIMIT 20
