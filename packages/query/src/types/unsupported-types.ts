// Types that Trino has and Tracelake does not carry, for the error that meets them.

/** By name, each with what to write instead. */
const TABLE: ReadonlyMap<string, string> = new Map([
  ['ipaddress', "Keep addresses as varchar: starts_with(x, '10.1.'), regexp_like(x, '…'), split_part(x, '.', 1)."],
  ['hyperloglog', 'Use approx_distinct(x).'],
  ['p4hyperloglog', 'Use approx_distinct(x).'],
  ['setdigest', 'Use approx_distinct(x), or array_agg(DISTINCT x) with array_intersect.'],
  ['qdigest', 'Use approx_percentile(x, 0.95).'],
  ['tdigest', 'Use approx_percentile(x, 0.95).'],
  ['color', 'Colors are for terminals: leave them out.'],
  ['geometry', 'Keep latitude and longitude as two doubles.'],
  ['sphericalgeography', 'Keep latitude and longitude as two doubles.'],
  ['bingtile', 'Keep latitude and longitude as two doubles.'],
  ['kdbtree', 'Keep latitude and longitude as two doubles.'],
  ['codepoints', 'Use varchar.'],
  ['likepattern', 'Write x LIKE pattern.'],
  ['joniregexp', "Write regexp_like(x, 'pattern')."],
  ['jsonpath', 'Write the path as a text.'],
  ['json2016', 'Use json or varchar.'],
  ['function', 'A lambda stands in a call: transform(x, e -> e + 1).'],
]);

/** @param text with its parameters, if any: `qdigest(bigint)` */
export function isUnsupportedType(text: string): boolean {
  return TABLE.has(nameOf(text));
}

export function unsupportedTypeHint(text: string): string | undefined {
  return TABLE.get(nameOf(text));
}

function nameOf(text: string): string {
  return text.replace(/\(.*/s, '').trim().toLowerCase();
}
