-- name: N+1 calls
-- description: One piece of work that makes the same call again and again: a loop that one batch call could replace.
-- parameters: the time range of the request (--last 1h); 4 calls or more count as a loop
WITH repeated AS (
  SELECT trace_id, parent_span_id, service_name, name, "db.collection.name" AS collection, count(*) AS calls, sum(duration_ms) AS spent_ms
  FROM spans
  WHERE kind = 'CLIENT' AND parent_span_id IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5
  HAVING count(*) >= 4
)
SELECT
  service_name AS service,
  name AS call,
  collection,
  count(*) AS loops,
  max(calls) AS most_calls,
  round(avg(calls), 1) AS calls_a_loop,
  round(approx_percentile(spent_ms, 0.95), 1) AS p95_ms_in_loop,
  max_by(trace_id, calls) AS worst_trace
FROM repeated
GROUP BY 1, 2, 3
ORDER BY sum(spent_ms) DESC
LIMIT 20
