// Where an answer here is knowingly another than a Trino 476's: a chapter of docs/sql.md.

export const SQL_DIFFERENCES: readonly string[] = [
  'A list of constants with a NULL in it: `3 IN (1, 2, NULL)` is NULL here, as in the standard, and false in Trino; `NULL IN (1, 2, NULL)` is NULL here, and true in Trino.',
  '`CAST(… AS time)` of a timestamp before 1970 that has a fraction of a second: Trino is a second early.',
  "`sum(bigint)` in a window that leaves the type's range: `NUMERIC_VALUE_OUT_OF_RANGE` here, Trino goes on from the other end.",
  '`approx_percentile` gives a value that occurs, at its exact place; Trino gives one near to it.',
  'The terms of `AND` in `WHERE`, `HAVING` and `ON` may be tried in another order, so that `WHERE 10 / k > 1 AND k <> 0` has an answer here; in Trino it fails at a `k` of 0. Everywhere else they are tried from left to right, as in Trino.',
  "`x IN (SELECT …)` that is computed in one query and filtered by in another, or filtered by under two `NOT`s: NaN is found here, as where nothing is filtered; Trino's optimizer turns it into a join, which finds none.",
  'The last digit of a double: of `tanh`, `sinh`, `cosh`, `log10`, `atan` and other functions without an exact result, and of sums, whose order is nobody’s.',
  'The sign of a negative zero is lost inside of rows and arrays by `min`, `max`, `min_by` and `max_by`, and by the latter two with a third argument.',
];
