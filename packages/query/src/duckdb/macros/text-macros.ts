// Text functions, and the checks in front of casts from text.
import { CAUGHT_CODES, raise, raiseText } from '../raise.ts';
import { macro } from './macro.ts';

/** What Trino's trim takes away: Java's white space without the no-break spaces. */
const WHITE_SPACE = [
  9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8200, 8201, 8202, 8232, 8233,
  8287, 12288,
]
  .map((code) => `chr(${code})`)
  .join(' || ');

/** `value` where the text matches, else a text that the following cast fails on. `others`: what else may be, as further WHENs. */
function checked(parameter: string, pattern: string, value: string, message: string, others = ''): string {
  return `CASE WHEN ${parameter} IS NULL THEN NULL WHEN regexp_full_match(${parameter}, '${pattern}') THEN ${value} ${others}
     ELSE ${raiseText('INVALID_CAST_ARGUMENT', message)} END`;
}

const NUMBER_PATTERN = '([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?';
/** As Java reads it: `0x1.8p1` is 3. */
const HEXADECIMAL_PATTERN = '\\s*[+-]?0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?\\s*';
const DATE_PATTERN = '[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}';
const TIMESTAMP_PATTERN = `\\s*${DATE_PATTERN}( ([01]?[0-9]|2[0-3]):[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]+)?)?)?\\s*`;
const ZONE_PATTERN = '([A-Z][A-Za-z0-9_/+-]*|[+-][0-9:]+)\\s*';

/** What Trino joins texts to. */
export const TEXT_BYTES = 1_048_576;
const LISTAGG_TOO_LONG = `'Concatenated string has the length in bytes larger than the maximum output length ${TEXT_BYTES}'`;
const JOIN_TOO_LONG = (type: string): string =>
  raise('INVALID_FUNCTION_ARGUMENT', "'Concatenated string is too large'", type);

function ofTextLength(otherwise: string, length = 'strlen'): string {
  return `list_transform([s], lambda t: CASE WHEN ${length}(t) <= ${TEXT_BYTES} THEN t WHEN t IS NOT NULL THEN ${otherwise} END)[1]`;
}

export const TEXT_MACROS = [
  macro('t_trim(s)', `trim(s, ${WHITE_SPACE})`),
  macro('t_ltrim(s)', `ltrim(s, ${WHITE_SPACE})`),
  macro('t_rtrim(s)', `rtrim(s, ${WHITE_SPACE})`),
  macro(
    't_substr_from(s, start)',
    `CASE WHEN s IS NULL OR start IS NULL THEN NULL WHEN start = 0 OR start NOT BETWEEN -length(s) AND length(s) THEN '' ELSE substring(s, start) END`,
  ),
  macro(
    't_substr(s, start, n)',
    `CASE WHEN s IS NULL OR start IS NULL OR n IS NULL THEN NULL WHEN start = 0 OR n <= 0 OR start NOT BETWEEN -length(s) AND length(s) THEN ''
       WHEN start < 0 THEN substring(s, length(s) + start + 1, least(n, length(s))) ELSE substring(s, start, least(n, length(s))) END`,
  ),
  macro(
    't_split_limit(s, delimiter, n)',
    `CASE WHEN n <= 0 OR n > 2147483647 THEN [${raise('INVALID_FUNCTION_ARGUMENT', "'Limit must be positive, and not too large'", 'VARCHAR')}]
       WHEN len(string_split(s, delimiter)) > n
       THEN list_append(string_split(s, delimiter)[:n - 1],
         substring(s, CAST(1 + (n - 1) * length(delimiter) + coalesce(list_sum(list_transform(string_split(s, delimiter)[:n - 1], lambda w: length(w))), 0) AS BIGINT)))
       ELSE string_split(s, delimiter) END`,
  ),
  // Without what is escaped as it may be, no escape is left.
  macro(
    't_escaped_pattern(p, e, wrong)',
    `CASE WHEN contains(p, e) AND contains(replace(replace(replace(p, e || e, ''), e || '%', ''), e || '_', ''), e) THEN wrong ELSE p END`,
  ),
  macro(
    't_split_part(s, delimiter, n)',
    `CASE WHEN s IS NULL OR delimiter IS NULL THEN NULL WHEN n <= 0 THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Index must be greater than zero'", 'VARCHAR')}
     ELSE list_extract(string_split(s, delimiter), n) END`,
  ),
  // NULL where one of them is.
  macro(
    't_joined_texts(l)',
    "list_transform([l], lambda w: CASE WHEN list_count(w) = len(w) THEN array_to_string(w, '') END)[1]",
  ),
  // The first n of Java's characters, of which one beyond 16 bits is two: a half of one is written as ?.
  macro(
    't_java_prefix(s, n)',
    `CASE WHEN t_java_length(s) = length(s) OR t_java_length(substring(s, 1, n)) <= n THEN substring(s, 1, n)
     ELSE list_transform([list_max(list_filter(range(0, n + 1), lambda k: t_java_length(substring(s, 1, k)) <= n))], lambda k:
       substring(s, 1, k) || CASE WHEN t_java_length(substring(s, 1, k)) < n THEN '?' ELSE '' END)[1] END`,
  ),
  macro('t_java_length(s)', "length(s) + len(regexp_extract_all(s, '[\\x{10000}-\\x{10FFFF}]'))"),
  macro(
    't_plain_case_text(s)',
    `CASE WHEN regexp_matches(s, '[ßẞŉǰΐΰևẖ-ẚﬀ-ﬆﬓ-ﬗᾀ-᾿ῂ-ῌῒ-ῗῢ-ῼİſ\\x{212a}]')
     THEN ${raise('NOT_SUPPORTED', "'Letters that equal several without case are not supported locally'", 'VARCHAR')} ELSE s END`,
  ),
  macro(
    't_regexp_extract(s, pattern, g)',
    'CASE WHEN regexp_matches(s, pattern) THEN regexp_extract(s, pattern, g) END',
  ),
  // Casts: DuckDB's take more than Trino's ('1.5' or '1e3' as an integer, 'yes' as a boolean, 'T' in a timestamp).
  macro(
    't_integer_text(s, type)',
    checked(
      's',
      '\\s*[+-]?[0-9]+\\s*',
      't_trim(s)',
      `'Cannot cast ''' || s || ''' to ' || type`,
      "WHEN regexp_full_match(s, '\\s*[+-]?\\p{Nd}+\\s*') THEN j_ascii_digits(t_trim(s))",
    ),
  ),
  macro(
    't_floating_text(s, type)',
    checked(
      's',
      `\\s*[+-]?(NaN|Infinity|${NUMBER_PATTERN}[fFdD]?)\\s*`,
      `CASE WHEN contains(s, 'y') OR contains(s, 'N') THEN t_trim(s) ELSE rtrim(t_trim(s), 'fFdD') END`,
      `'Cannot cast ''' || s || ''' to ' || type`,
      `WHEN regexp_full_match(s, '${HEXADECIMAL_PATTERN}') THEN CAST(j_hexadecimal_double(s) AS VARCHAR)`,
    ),
  ),
  macro(
    't_decimal_text(s, type)',
    checked(
      's',
      `[+-]?${NUMBER_PATTERN}`,
      // DuckDB's cast reads exponents wrong.
      "CASE WHEN contains(s, 'e') OR contains(s, 'E') THEN j_plain_digits(s) ELSE s END",
      `'Cannot cast VARCHAR ''' || s || ''' to ' || type || '. Value is not a number.'`,
      `WHEN regexp_full_match(j_ascii_digits(s), '[+-]?${NUMBER_PATTERN}') THEN j_plain_digits(j_ascii_digits(s))`,
    ),
  ),
  macro(
    't_boolean_text(s)',
    `CASE WHEN s IS NULL THEN NULL WHEN lower(s) IN ('t', 'true', '1') THEN 'true' WHEN lower(s) IN ('f', 'false', '0') THEN 'false'
     ELSE ${raiseText('INVALID_CAST_ARGUMENT', `'Cannot cast ''' || s || ''' to BOOLEAN'`)} END`,
  ),
  macro(
    't_date_text(s)',
    checked('s', `\\s*${DATE_PATTERN}\\s*`, "ltrim(t_trim(s), '+')", `'Value cannot be cast to date: ' || s`),
  ),
  macro(
    't_clock_input(s)',
    checked(
      's',
      TIMESTAMP_PATTERN,
      `ltrim(t_trim(s), '+') || CASE WHEN regexp_full_match(s, '[^:]*:[^:]*') THEN ':00' ELSE '' END`,
      `'Value cannot be cast to timestamp: ' || s`,
    ),
  ),
  macro(
    't_shown_clock(clock, z)',
    `list_transform([{'c': clock, 'z': z}], lambda q: CASE WHEN q.z[1] IN ('+', '-') OR q.z = 'UTC'
       OR TRY_CAST(q.c AS TIMESTAMP) IS NOT DISTINCT FROM timezone(q.z, timezone(q.z, TRY_CAST(q.c AS TIMESTAMP))) THEN q.c
     ELSE t_uncaught(${raiseText('NOT_SUPPORTED', `'A time that the clock of its zone leaves out is not supported locally: ' || q.c || ' ' || q.z`)}) END)[1]`,
  ),
  // A zone behind the clock is read over.
  macro(
    't_timestamp_input(s)',
    `CASE WHEN regexp_full_match(s, '${TIMESTAMP_PATTERN}${ZONE_PATTERN}')
       AND NOT starts_with(j_zone_name(t_trim(regexp_extract(s, '${ZONE_PATTERN}$'))), 'TRINO|')
     THEN t_shown_clock(t_clock_input(regexp_replace(s, '${ZONE_PATTERN}$', '')), j_zone_name(t_trim(regexp_extract(s, '${ZONE_PATTERN}$')))) ELSE t_clock_input(s) END`,
  ),
  macro(
    't_uuid_text(s)',
    checked('s', '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', 's', `'Cannot cast value to UUID: ' || s`),
  ),
  macro(
    't_time_input(s)',
    checked(
      's',
      '([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9](\\.[0-9]{1,12})?)?[\\s\\x0b]*',
      `CASE WHEN regexp_full_match(s, '[^:]*:[^:]*') THEN t_trim(s) || ':00' ELSE t_trim(s) END`,
      `'Value cannot be cast to time: ' || s`,
    ),
  ),
  macro(
    't_joined(s)',
    `CASE WHEN strlen(s) <= ${TEXT_BYTES} THEN s WHEN s IS NOT NULL THEN ${JOIN_TOO_LONG('VARCHAR')} END`,
  ),
  macro('t_joined_once(s)', ofTextLength(JOIN_TOO_LONG('VARCHAR'))),
  macro('t_joined_bytes(s)', ofTextLength(`CAST(${JOIN_TOO_LONG('VARCHAR')} AS BLOB)`, 'octet_length')),
  macro('t_listagg(s)', ofTextLength(raise('query_memory', LISTAGG_TOO_LONG, 'VARCHAR'))),
  macro(
    't_listagg_uncut(s)',
    ofTextLength(
      raise('NOT_SUPPORTED', "'LISTAGG … TRUNCATE of more than 1048576 bytes is not supported locally'", 'VARCHAR'),
    ),
  ),
  // Text of a JavaScript function, or the error that it is.
  macro(
    't_is_uncaught(s)',
    `starts_with(s, 'TRINO|') AND NOT regexp_matches(s, '^TRINO\\|(${CAUGHT_CODES.join('|')})\\|')`,
  ),
  // Fails past TRY, which holds failed casts but no unknown zone.
  macro('t_uncaught(s)', "CAST(timezone(s, TIMESTAMP '1970-01-01') AS VARCHAR)"),
  macro(
    't_checked_text(s)',
    "CASE WHEN t_is_uncaught(s) THEN t_uncaught(s) WHEN starts_with(s, 'TRINO|') THEN CAST(CAST(s AS BIGINT) AS VARCHAR) ELSE s END",
  ),
];
