-- SELECT 1

-- DuckDB
SELECT 1 AS c1

-- Trino
SELECT 1
