-- name: Timeouts
-- description: Per service, work that ran out of time: invocations ended by the platform, errors that speak of a timeout, and how long the longest took.
-- parameters: the time range of the request (--last 1h)
SELECT
  service_name AS service,
  count_if("aws.lambda.timeout" OR "aws.lambda.status" = 'timeout') AS timed_out_invocations,
  count_if(regexp_like(lower(concat_ws(' ', "error.type", "exception.type", "exception.message", status_message)), 'time.?out|timed out|deadline')) AS timeout_errors,
  round(approx_percentile(duration_ms, 0.99), 1) AS p99_ms,
  round(max(duration_ms), 1) AS longest_ms,
  max_by(trace_id, duration_ms) AS longest_trace
FROM spans
GROUP BY 1
ORDER BY timed_out_invocations DESC, timeout_errors DESC, longest_ms DESC
