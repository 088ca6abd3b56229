-- name: Time in the queue
-- description: Follows the links from what a worker processed back to what was sent: how long messages waited, and in which traces.
-- parameters: the time range of the request (--last 1h)
SELECT
  worker.service_name AS worker,
  sender.service_name AS sender,
  worker."messaging.destination.name" AS queue,
  count(*) AS messages,
  round(approx_percentile((worker.start_time_unix_nano - sender.start_time_unix_nano) / 1e6, 0.5)) AS waited_p50_ms,
  round(max((worker.start_time_unix_nano - sender.start_time_unix_nano) / 1e6)) AS waited_longest_ms
FROM spans AS worker
CROSS JOIN UNNEST(worker.links) AS link (trace_id, span_id, trace_state, attributes)
JOIN spans AS sender ON sender.trace_id = link.trace_id AND sender.span_id = link.span_id
WHERE worker.kind = 'CONSUMER'
GROUP BY 1, 2, 3
ORDER BY messages DESC
