-- name: Latency by minute
-- description: Requests, errors and percentiles of one service over time: when did it begin?
-- parameters: the time range of the request (--last 1h); replace 'shop-checkout' with your service
SELECT
  date_trunc('minute', time) AS minute,
  count(*) AS requests,
  count_if(status_code = 'ERROR') AS errors,
  round(approx_percentile(duration_ms, 0.5), 1) AS p50_ms,
  round(approx_percentile(duration_ms, 0.95), 1) AS p95_ms
FROM spans
WHERE main AND service_name = 'shop-checkout'
GROUP BY 1
ORDER BY 1
