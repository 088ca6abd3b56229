-- name: Traces of a user
-- description: What one user did: each trace with its first span, its size and its errors, the newest first.
-- parameters: the time range of the request (--last 1h); replace 'user-0007' with the user you look for
WITH touched AS (
  SELECT DISTINCT trace_id FROM spans WHERE "user.id" = 'user-0007'
)
SELECT
  spans.trace_id,
  min(spans.time) AS started,
  min_by(spans.name, spans.start_time_unix_nano) AS first_span,
  max("http.route") AS route,
  count(*) AS spans,
  count_if(spans.status_code = 'ERROR') AS errors,
  round(max(spans.duration_ms), 1) AS longest_ms
FROM spans
JOIN touched ON touched.trace_id = spans.trace_id
GROUP BY 1
ORDER BY started DESC
LIMIT 50
