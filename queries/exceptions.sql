-- name: Exceptions
-- description: Recorded exceptions grouped by type and message (ids and numbers removed), with a trace to look at.
-- parameters: the time range of the request (--last 1h)
SELECT
  service_name AS service,
  element_at(e.attributes, 'exception.type') AS type,
  regexp_replace(element_at(e.attributes, 'exception.message'), '[0-9a-f]{8,}|[0-9]+', '#') AS message,
  count(*) AS times,
  count(DISTINCT "user.id") AS users,
  max(time) AS last_seen,
  max_by(trace_id, start_time_unix_nano) AS last_trace
FROM spans
CROSS JOIN UNNEST(events) AS e (time_unix_nano, event_name, attributes)
WHERE e.event_name = 'exception'
GROUP BY 1, 2, 3
ORDER BY times DESC
LIMIT 50
