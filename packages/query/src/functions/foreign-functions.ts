// What functions of other SQL dialects are called here, for the error that meets them.

const PERCENTILE = 'approx_percentile(x, 0.95)';
const FORMAT_TIME = "date_format(time, '%Y-%m-%d %H:%i')";
const PARSE_TIME = "date_parse(x, '%Y-%m-%d %H:%i:%s')";
const ROUND_TIME = "date_trunc('minute', time)";
const JOIN_TEXTS = "listagg(x, ', ') WITHIN GROUP (ORDER BY x)";

/** Names in lower case, and what to write instead. */
const TABLE: readonly (readonly [names: string, instead: string])[] = [
  ['approx_quantile percentile percentile_approx percentile_cont percentile_disc quantile', PERCENTILE],
  ['quantile_cont quantile_disc quantiles', PERCENTILE],
  ['median', 'approx_percentile(x, 0.5)'],
  ['ifnull nvl', 'coalesce(x, y)'],
  ['isnull', 'x IS NULL'],
  ['nvl2', 'if(x IS NOT NULL, y, z)'],
  ['iff iif', 'if(condition, x, y)'],
  ['decode', 'CASE x WHEN y THEN z END'],
  ['group_concat string_agg', JOIN_TEXTS],
  ['collect_list grouparray list', 'array_agg(x)'],
  ['collect_set grouparraydistinct groupuniqarray', 'array_agg(DISTINCT x)'],
  ['format_date formatdatetime strftime time_format to_char', FORMAT_TIME],
  ['parse_date parse_timestamp str_to_date strptime to_date to_timestamp', PARSE_TIME],
  ['adddate date_sub dateadd datesub subdate timestampadd', "date_add('hour', -1, time)"],
  ['age datediff time_diff timediff timestampdiff', "date_diff('second', x, y)"],
  ['bin date_bin datetrunc time_bucket time_floor tostartofhour tostartofinterval tostartofminute', ROUND_TIME],
  ['date_part datepart', 'extract(HOUR FROM time)'],
  ['getdate sysdate', 'now()'],
  ['ago', "now() - INTERVAL '1' HOUR"],
  ['curdate today', 'current_date'],
  ['epoch unix_timestamp', 'to_unixtime(time)'],
  ['epoch_ms', 'CAST(to_unixtime(time) * 1000 AS bigint)'],
  ['count_distinct countdistinct uniqexact', 'count(DISTINCT x)'],
  ['approx_count_distinct dcount uniq', 'approx_distinct(x)'],
  ['countif', 'count_if(condition)'],
  ['sum_if sumif', 'sum(x) FILTER (WHERE condition)'],
  ['avg_if avgif', 'avg(x) FILTER (WHERE condition)'],
  ['match regex_match regexp regexp_contains regexp_matches rlike', "regexp_like(x, 'pattern')"],
  ['regexp_substr', "regexp_extract(x, 'pattern')"],
  ['char_length character_length len strlen', 'length(x)'],
  ['octet_length', 'length(to_utf8(x))'],
  ['charindex instr locate', "strpos(x, 'part')"],
  ['left', 'substr(x, 1, n)'],
  ['right', 'substr(x, -n)'],
  ['mid', 'substr(x, start, n)'],
  ['lcase', 'lower(x)'],
  ['ucase', 'upper(x)'],
  ['startswith', "starts_with(x, 'prefix')"],
  ['ends_with endswith', "x LIKE '%suffix'"],
  ['string_split string_to_array', "split(x, ',')"],
  ['array_to_string', "array_join(x, ', ')"],
  ['int to_int toint todecimal to_number tonumber', 'TRY_CAST(x AS bigint)'],
  ['float tofloat tofloat64', 'TRY_CAST(x AS double)'],
  ['str string text to_string tostring', 'CAST(x AS varchar)'],
  ['get_json_object json_extract_path_text json_extract_string', "json_extract_scalar(x, '$.key')"],
  ['to_json tojsonstring', 'json_format(CAST(x AS json))'],
  ['array_length array_size list_length size', 'cardinality(x)'],
  ['array_contains has list_contains', 'contains(x, y)'],
  ['explode flatten_array unnest', 'CROSS JOIN UNNEST(x) AS t (y)'],
  ['any', 'arbitrary(x)'],
  ['argmax arg_max last', 'max_by(x, time)'],
  ['argmin arg_min first', 'min_by(x, time)'],
  ['mean', 'avg(x)'],
  ['std stdev', 'stddev(x)'],
  ['isnan', 'is_nan(x)'],
  ['div0 safe_divide', 'x / nullif(y, 0)'],
];

/** Trino's own that are not here, where others say much the same. */
const MISSING: readonly (readonly [names: string, instead: string])[] = [
  ['checksum', 'bitwise_xor_agg(from_big_endian_64(xxhash64(to_utf8(CAST(x AS varchar)))))'],
  ['numeric_histogram', 'width_bucket(x, low, high, n), and count(*) of each'],
  ['qdigest_agg quantile_at_value tdigest_agg value_at_quantile values_at_quantiles', PERCENTILE],
  ['approx_set merge empty_approx_set', 'approx_distinct(x)'],
];

export const MISSING_FUNCTIONS = byName(MISSING);
export const FOREIGN_FUNCTIONS = byName(TABLE);

function byName(table: typeof TABLE): ReadonlyMap<string, string> {
  return new Map(table.flatMap(([names, instead]) => names.split(' ').map((name) => [name, instead] as const)));
}

/** `p95` is what structured queries call it. */
const SHORT_PERCENTILE = /^p(\d{2,3})$/;

/** @param name in lower case */
export function insteadOf(name: string): string | undefined {
  const [, digits] = SHORT_PERCENTILE.exec(name) ?? [];
  return digits === undefined ? FOREIGN_FUNCTIONS.get(name) : `approx_percentile(x, 0.${digits})`;
}
