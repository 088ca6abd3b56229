-- name: Slow routes
-- description: Each HTTP route's requests, failures and latency, the slowest first.
-- parameters: the time range of the request (--last 1h)
SELECT
  "http.request.method" AS method,
  "http.route" AS route,
  count(*) AS requests,
  count_if("http.response.status_code" >= 500) AS failed,
  round(approx_percentile(duration_ms, 0.5), 1) AS p50_ms,
  round(approx_percentile(duration_ms, 0.95), 1) AS p95_ms,
  round(max(duration_ms), 1) AS slowest_ms
FROM spans
WHERE kind = 'SERVER' AND "http.route" IS NOT NULL
GROUP BY 1, 2
ORDER BY p95_ms DESC
LIMIT 20
