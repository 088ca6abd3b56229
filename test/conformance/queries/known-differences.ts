// Queries whose outcome differs from Trino's, by a part of their text, each with the reason why it is neither mended nor refused.

const NEAR = 'a sketch there, a value that occurs here';
const SUBQUERY = 'answered rightly, where Trino cannot';

export const KNOWN_DIFFERENCES: readonly (readonly [part: string, why: string])[] = [
  ['FILTER (WHERE v > max(v))', 'Trino fails with an internal error'],
  ['GROUP BY ALL', 'Trino takes ALL for the name of a column; either is refused'],
  ['FROM default.spans', 'only plain names are tables here'],
  ['FROM s.nope', 'only plain names are tables here'],
  ['approx_percentile(v * 1e0, ARRAY[0.5', NEAR],
  ['approx_percentile(CAST(v AS real), ARRAY[0.5', NEAR],
  ['approx_percentile(v, w, 0.5), approx_percentile(v, w, 0.9)', NEAR],
  ['approx_percentile(v, w, ARRAY[0.5, 0.9])', NEAR],
  ['approx_percentile(duration_ms, 0.', NEAR],
  ['approx_percentile(v, 1, 0.5, 0.01)', 'an accuracy is not taken here'],
  ['approx_percentile(v, NULL)', 'refused in other words'],
  ['histogram(m)', 'a map as a key of a map is written in another way'],
  ["RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) FROM (VALUES DATE", 'hours before a date'],
  ['sum(e) FILTER (WHERE e > 3) FROM UNNEST', SUBQUERY],
  ['count(*) FROM UNNEST(xs) u(e) GROUP BY e', SUBQUERY],
  ['WHERE b = a GROUP BY a', SUBQUERY],
  ['LATERAL (SELECT e + a m FROM UNNEST', 'an error inside DuckDB, told as a refusal'],
  ['VALUES 1e200, 1e308', 'squares beyond a double: an error here, Infinity or NaN there'],
  ["(a, b) -> 'x')", 'refused as a type, there as a function'],
];
