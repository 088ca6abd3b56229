-- name: Cost by function
-- description: Who pays: billed time, GB-seconds and US dollars of each function and plan (x86 price of us-east-1, without the free tier).
-- parameters: the time range of the request (--last 1h); add any attribute to the grouping, such as "tenant.id"
SELECT
  "faas.name" AS function,
  "user.plan" AS plan,
  count(*) AS invocations,
  round(sum("aws.lambda.billed_duration_ms") / 1e3, 1) AS billed_seconds,
  round(sum("aws.lambda.billed_duration_ms" / 1e3 * "aws.lambda.memory_size_mb" / 1024), 1) AS gb_seconds,
  round(sum("aws.lambda.billed_duration_ms" / 1e3 * "aws.lambda.memory_size_mb" / 1024) * 0.0000166667e0 + count(*) * 2e-7, 6) AS usd
FROM spans
WHERE "aws.lambda.billed_duration_ms" IS NOT NULL
GROUP BY 1, 2
ORDER BY usd DESC
