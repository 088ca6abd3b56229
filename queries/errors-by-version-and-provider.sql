-- name: Errors by version and payment provider
-- description: Two attributes at once: neither the version alone nor the provider alone is to blame. In the demo, this finds the incident.
-- parameters: the time range of the request (--last 1h)
SELECT
  service_name AS service,
  "service.version" AS version,
  "payment.provider" AS provider,
  count(*) AS requests,
  round(1e2 * count_if(status_code = 'ERROR') / count(*), 1) AS error_percent,
  round(approx_percentile(duration_ms, 0.5), 1) AS p50_ms,
  round(approx_percentile(duration_ms, 0.95), 1) AS p95_ms,
  min(time) AS first_seen
FROM spans
WHERE main AND "payment.provider" IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY error_percent DESC, p95_ms DESC
