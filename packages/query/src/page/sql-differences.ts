// Where an answer here is knowingly another than a Trino 476's, and why that stays (ADR 18): a chapter of docs/sql.md.

export const SQL_DIFFERENCES: readonly string[] = [
  "`sum(bigint)` in a window that leaves the type's range: `NUMERIC_VALUE_OUT_OF_RANGE` here, Trino goes on from the other end.",
  '`approx_percentile` is an approximation by its name: Trino gives a value near to the place that was asked for, and not always the same; here it is the value at exactly that place, and with weights what Trino says of few values, interpolated between two that are heavy.',
  'The terms of `AND` in `WHERE`, `HAVING` and `ON` may be tried in another order, so that `WHERE 10 / k > 1 AND k <> 0` has an answer here; in Trino it fails at a `k` of 0. `stats.notes` says so. Everywhere else they are tried from left to right, as in Trino.',
  'The last digit of a double: of `tanh`, `sinh`, `cosh`, `log10`, `atan` and other functions without an exact result, and of sums, whose order is nobody’s.',
  '`mod(x, 0)` of integers and `date_add` beyond the last date: `DIVISION_BY_ZERO` and `NUMERIC_VALUE_OUT_OF_RANGE` here, which `TRY` makes NULL; in Trino a `GENERIC_INTERNAL_ERROR`, which `TRY` lets through.',
  "`LIKE` by a pattern with `_` in which a character beyond U+FFFF stands between wildcards, `'%😀_'`: it is found here; Trino never finds it.",
  '`regexp_like` and its like by a pattern of limited length that may be empty before its end, `a?$`, in a text whose last character is no ASCII: it is found here; Trino misses it.',
];
