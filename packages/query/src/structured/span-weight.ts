// How many spans a span stands for: its `sample_rate`, as far as that can be one. The one place for calculations and comparisons.

/** Trino's percentiles take no weight below 1, and a sum of a billion spans of this weight still fits in a bigint. */
export const GREATEST_SAMPLE_RATE = 1e9;

/** Never NULL. A rate below 1, above the greatest, NaN or none at all counts as 1, so that no sender's slip spoils the answers of all. */
export const SPAN_WEIGHT = 'IF(sample_rate BETWEEN 1 AND 1e9, sample_rate, 1e0)';

/** Exact, so that it does not matter in which parts it is added up. */
export const WEIGHT_SUM = `coalesce(sum(CAST(${SPAN_WEIGHT} AS decimal(28, 9))), 0)`;
