-- name: Error rate by version
-- description: Units of work and how many of them failed, for each version of each service: did the last release break anything?
-- parameters: the time range of the request (--last 1h)
SELECT
  service_name AS service,
  "service.version" AS version,
  count(*) AS requests,
  count_if(status_code = 'ERROR') AS errors,
  round(1e2 * count_if(status_code = 'ERROR') / count(*), 2) AS error_percent,
  min(time) AS first_seen,
  max(time) AS last_seen
FROM spans
WHERE main
GROUP BY 1, 2
ORDER BY error_percent DESC, requests DESC
