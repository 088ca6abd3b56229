-- name: Slow dependencies
-- description: What each service waits for: calls to databases, providers and other services, by the time spent in them.
-- parameters: the time range of the request (--last 1h)
SELECT
  service_name AS service,
  coalesce("service.peer.name", "db.system.name", "messaging.system", "faas.invoked_name", "server.address") AS dependency,
  name AS call,
  count(*) AS calls,
  count_if(status_code = 'ERROR') AS failed,
  round(approx_percentile(duration_ms, 0.5), 1) AS p50_ms,
  round(approx_percentile(duration_ms, 0.99), 1) AS p99_ms,
  round(sum(duration_ms) / 1e3, 1) AS seconds_waited
FROM spans
WHERE kind IN ('CLIENT', 'PRODUCER') AND parent_span_id IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY seconds_waited DESC
LIMIT 30
