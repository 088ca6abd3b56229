// Whether printed DuckDB text can fail on some value. It says yes rather than no: a guard too many costs little.

const TEXT = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/** Casts of what is written itself, which fail with the whole query or not at all. */
const CONSTANT_CAST = /\bCAST\((?:''|-?[\d.]+|NULL) AS [A-Z_]+(?:\([\d,]+\))?\)/g;

/** Numbers leave their range. */
const ARITHMETIC = / (?:[-+*%]|\/\/?) |\(- /;

const CALL = /\b([a-z_]\w*) ?\(/gi;

/** Words of the language, and functions that have an answer to every value; of texts, to every one up to a megabyte. */
const NEVER_FAILS = new Set(
  `all and any between case coalesce contains count else ends_with exists from greatest in is isfinite isinf isnan least len length
  like list_contains list_count lower ltrim max min not or over regexp_matches rtrim select starts_with string_split strpos struct_extract t_all t_any
  t_contains t_joined t_joined_once then trim upper values when where`.split(/\s+/),
);

export function mayFail(sql: string): boolean {
  const plain = sql.replace(TEXT, "''").replace(CONSTANT_CAST, "''");
  if (ARITHMETIC.test(plain)) return true;
  for (const [, name] of plain.matchAll(CALL)) {
    if (!NEVER_FAILS.has(name.toLowerCase())) return true;
  }
  return false;
}
