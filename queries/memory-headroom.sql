-- name: Memory headroom
-- description: How much of its memory each function really uses: what is near its limit, and what pays for memory it never needs.
-- parameters: the time range of the request (--last 1h)
SELECT
  "faas.name" AS function,
  "aws.lambda.memory_size_mb" AS size_mb,
  count(*) AS invocations,
  approx_percentile("aws.lambda.memory_used_mb", 0.5) AS used_p50_mb,
  max("aws.lambda.memory_used_mb") AS used_most_mb,
  round(1e2 * max("aws.lambda.memory_used_mb") / "aws.lambda.memory_size_mb", 1) AS most_percent
FROM spans
WHERE "aws.lambda.memory_used_mb" IS NOT NULL
GROUP BY 1, 2
ORDER BY most_percent DESC
