// Expressions whose answer differs from Trino's, each with the reason why it is neither mended nor refused.

const UNSIGNABLE = 'Trino fails with an internal error: the smallest bigint has no positive';

export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  "replace('abc', CAST(NULL AS varchar), 'abc')": 'the same NULL, of type varchar without a length',
  "regexp_replace('abc', '(b)', NULL)": 'the same NULL, of type varchar without a length',
  "regexp_replace('abc', CAST(NULL AS varchar), 'abc')": 'the same NULL, of type varchar without a length',
  "element_at(ARRAY[BIGINT '1', BIGINT '2', BIGINT '-3', BIGINT '1'], BIGINT '-9223372036854775808')": UNSIGNABLE,
  "element_at(ARRAY['a', 'é', '', 'a'], BIGINT '-9223372036854775808')": UNSIGNABLE,
  "element_at(ARRAY[1.5e0, -2e0, nan(), 1.5e0], BIGINT '-9223372036854775808')": UNSIGNABLE,
  'truncate(NULL)': 'the same NULL, of type real, not decimal(1,0)',
  "regexp_replace(NULL, 'a', 'b')": 'the same NULL, of type varchar without a length',
  "(SELECT sum(x0) FROM (VALUES (BIGINT '5'), (BIGINT '0'), (BIGINT '-3'), (9223372036854775807), (BIGINT '-9223372036854775808'), (CAST(NULL AS bigint))) t(x0))":
    'the sum fits; that a part of it does not, in one order of the rows, is Trino’s failure only',
};
