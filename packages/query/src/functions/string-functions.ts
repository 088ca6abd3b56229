// Text: cutting, padding, searching, splitting, joining.
import { raise } from '../duckdb/raise.ts';
import type { TypedExpression } from '../translate/typed-expression.ts';
import type { TrinoType } from '../types/trino-type.ts';
import { VARCHAR, varchar } from '../types/type-constructors.ts';
import { joinedTexts } from './array-functions.ts';
import { checkedJoin, concatChain, uncheckedJoin } from './concat-chain.ts';
import { constantText } from './constant-argument.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

function lengthOf(expression: TypedExpression): number | undefined {
  return expression.type.kind === 'varchar' ? expression.type.length : undefined;
}

/** The longest text that replacing can give, as Trino infers it. */
function replacedType(call: FunctionCall): TrinoType {
  const [text, , replacement] = call.arguments.map(lengthOf);
  if (text === undefined || replacement === undefined || lengthOf(call.arguments[1]) === undefined) return VARCHAR;
  return varchar(Math.max(text, (text + 1) * replacement + text));
}

function padding(name: string): string {
  const invalid = raise(
    'INVALID_FUNCTION_ARGUMENT',
    "'Target length must be between 0 and 2147483647, padding not empty'",
    'VARCHAR',
  );
  return `CASE WHEN $2 NOT BETWEEN 0 AND 2147483647 OR $3 = '' THEN ${invalid} ELSE ${name}($1, CAST($2 AS INTEGER), $3) END`;
}

function bytePadding(name: 'lpad' | 'rpad'): string {
  const invalid = raise(
    'INVALID_FUNCTION_ARGUMENT',
    "'Target length must be between 0 and 2147483647, padding not empty'",
    'VARCHAR',
  );
  return `CASE WHEN $2 < 0 OR $2 > 2147483647 OR octet_length($3) = 0 THEN CAST(${invalid} AS BLOB) ELSE j_pad_bytes($1, $2, $3, ${name === 'lpad'}) END`;
}

const EMPTY_DELIMITER = raise('INVALID_FUNCTION_ARGUMENT', "'The delimiter may not be the empty string'", 'VARCHAR');

/** DuckDB's own function takes no greater one. */
const MAX_PLACE = 2n ** 32n - 1n;

/** A constant positive start needs none of the macro's tests, which would repeat the argument's text. */
function substring({ arguments: [text, start, count] }: FunctionCall): string {
  const plainStart = typeof start.constant === 'bigint' && start.constant > 0n && start.constant <= MAX_PLACE;
  if (count === undefined)
    return plainStart ? `substring(${text.sql}, ${start.sql})` : `t_substr_from(${text.sql}, ${start.sql})`;
  const plainCount = typeof count.constant === 'bigint' && count.constant >= 0n && count.constant <= MAX_PLACE;
  const name = plainStart && plainCount ? 'substring' : 't_substr';
  return `${name}(${text.sql}, ${start.sql}, ${count.sql})`;
}

/** DuckDB splits into characters at an empty delimiter, Trino fails. */
function split({ arguments: [text, delimiter, limit] }: FunctionCall): string {
  const parts =
    limit === undefined
      ? `string_split(${text.sql}, ${delimiter.sql})`
      : `t_split_limit(${text.sql}, ${delimiter.sql}, ${limit.sql})`;
  if (typeof delimiter.constant === 'string' && delimiter.constant !== '') return parts;
  return `CASE WHEN ${delimiter.sql} = '' THEN [${EMPTY_DELIMITER}] ELSE ${parts} END`;
}

function splitPart({ arguments: [text, delimiter, index] }: FunctionCall): string {
  const plain = typeof index.constant === 'bigint' && index.constant > 0n && typeof delimiter.constant === 'string';
  return plain
    ? `list_extract(string_split(${text.sql}, ${delimiter.sql}), ${index.sql})`
    : `t_split_part(${text.sql}, ${delimiter.sql}, ${index.sql})`;
}

/** From the end where the number is negative. */
const NTH_POSITION = `CASE WHEN $3 IN (0, -9223372036854775808) THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'''instance'' must be a positive or negative number.'")}
  ELSE j_nth_position($1, $2, $3) END`;

const SPLIT_ENTRY = raise(
  'INVALID_FUNCTION_ARGUMENT',
  "'Key-value delimiter must appear exactly once in each entry. Bad input: ''' || z || ''''",
  'VARCHAR',
);
/** An empty rest after the last delimiter is no entry. */
const ENTRIES = "list_filter(string_split($1, $2), lambda z, i: i < len(string_split($1, $2)) OR z <> '')";
const SAME_DELIMITERS = raise(
  'INVALID_FUNCTION_ARGUMENT',
  "'entryDelimiter and keyValueDelimiter must be different and not empty'",
  'VARCHAR',
);
const PAIRS = `list_transform(CASE WHEN $2 = $3 OR $2 = '' OR $3 = '' THEN [${SAME_DELIMITERS}] ELSE ${ENTRIES} END, lambda z: {'k': string_split(z, $3)[1],
  'v': CASE WHEN len(string_split(z, $3)) = 2 THEN string_split(z, $3)[2] ELSE ${SPLIT_ENTRY} END})`;

function concatenated(call: FunctionCall): string {
  if (call.arguments.some(({ constant }) => constant === null)) return 'CAST(NULL AS VARCHAR)';
  const joined = concatChain(call.arguments.map(({ sql }) => uncheckedJoin(sql)));
  return checkedJoin(joined, call.arguments);
}

function normalized(call: FunctionCall): string {
  const form =
    call.arguments[1] === undefined ? 'NFC' : constantText(call.arguments[1], 'the normal form').toUpperCase();
  return form === 'NFC'
    ? `nfc_normalize(${call.arguments[0].sql})`
    : `j_normalize(${call.arguments[0].sql}, '${form}')`;
}

const SAME_LENGTH = raise(
  'INVALID_FUNCTION_ARGUMENT',
  "'The input strings to hamming_distance function must have the same length'",
);

const LUHN_CHECK = `CASE WHEN regexp_full_match($1, '[0-9]*') THEN j_luhn_check($1)
  WHEN $1 IS NOT NULL THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Input must be a string of digits'", 'BOOLEAN')} END`;

/** A surrogate is none. */
const CHARACTER = `CASE WHEN $1 BETWEEN 0 AND 55295 OR $1 BETWEEN 57344 AND 1114111 THEN chr(CAST($1 AS INTEGER))
  WHEN $1 IS NOT NULL THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Not a valid Unicode code point: ' || $1", 'VARCHAR')} END`;
const CODE_POINT = `CASE WHEN $1 = '' THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Input string must be a single character string'", 'INTEGER')} ELSE CAST(unicode($1) AS INTEGER) END`;

function trimming(name: string): FunctionDefinition {
  return scalar(name, overload('(V?)->V?', `t_${name}($1)`), overload('(V?,varchar)->V?', `${name}($1, $2)`));
}

export const STRING_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('length', overload('(varchar)->bigint', 'length($1)'), overload('(varbinary)->bigint', 'octet_length($1)')),
  scalar('lower', overload('(V?)->V?', 'lower($1)')),
  // Trino maps code point by code point: ß stays.
  scalar('upper', overload('(V?)->V?', "replace(upper($1), 'ẞ', 'ß')")),
  scalar(
    'reverse',
    overload('(V?)->V?', "array_to_string(list_reverse(regexp_extract_all($1, '(?s).')), '')"),
    overload('(array(E))->array(E)', 'list_reverse($1)'),
    overload('(varbinary)->varbinary', 'j_reverse_bytes($1)'),
  ),
  trimming('trim'),
  trimming('ltrim'),
  trimming('rtrim'),
  scalar(
    'substr substring',
    overload('(V?,bigint)->V?', substring),
    overload('(V?,bigint,bigint)->V?', substring),
    overload('(varbinary,bigint)->varbinary', 'j_sub_bytes($1, $2, octet_length($1))'),
    overload('(varbinary,bigint,bigint)->varbinary', 'j_sub_bytes($1, $2, $3)'),
  ),
  ...(['lpad', 'rpad'] as const).map((name) =>
    scalar(
      name,
      overload('(varchar,bigint,varchar)->varchar', padding(name)),
      overload('(varbinary,bigint,varbinary)->varbinary', bytePadding(name)),
    ),
  ),
  scalar(
    'replace',
    overload('(varchar,varchar,varchar)', replaced, { result: replacedType }),
    overload('(V?,varchar)->V?', "replace($1, $2, '')"),
  ),
  scalar('translate', overload('(varchar,varchar,varchar)->varchar', 'translate($1, $2, $3)')),
  scalar(
    'strpos',
    overload('(varchar,varchar)->bigint', 'CAST(strpos($1, $2) AS BIGINT)'),
    overload('(varchar,varchar,bigint)->bigint', NTH_POSITION),
  ),
  scalar('starts_with', overload('(varchar,varchar)->boolean', 'starts_with($1, $2)')),
  scalar(
    'split',
    overload('(V?,varchar)->array(V?)', split, { nullIfAnyNull: true }),
    overload('(V?,varchar,bigint)->array(V?)', split, { nullIfAnyNull: true }),
  ),
  scalar('split_part', overload('(V?,varchar,bigint)->V?', splitPart)),
  scalar(
    'split_to_map',
    overload('(varchar,varchar,varchar)->map(varchar,varchar)', `map_from_entries(${PAIRS})`, { nullIfAnyNull: true }),
  ),
  scalar(
    'split_to_multimap',
    overload('(varchar,varchar,varchar)->map(varchar,array(varchar))', `t_multimap(${PAIRS})`, { nullIfAnyNull: true }),
  ),
  scalar('chr', overload('(bigint)->varchar(1)', CHARACTER)),
  scalar('codepoint', overload('(varchar(1))->integer', CODE_POINT)),
  scalar('levenshtein_distance', overload('(varchar,varchar)->bigint', 'j_levenshtein($1, $2)')),
  scalar(
    'hamming_distance',
    overload(
      '(varchar,varchar)->bigint',
      `CASE WHEN length($1) <> length($2) THEN ${SAME_LENGTH} ELSE j_hamming($1, $2) END`,
    ),
  ),
  scalar('soundex', overload('(varchar)->varchar(4)', 't_checked_text(j_soundex($1))')),
  scalar('luhn_check', overload('(varchar)->boolean', LUHN_CHECK)),
  scalar('format_number', overload('(double)->varchar', 'j_format_number($1)')),
  scalar(
    'parse_data_size parse_presto_data_size',
    overload('(varchar)->decimal(38,0)', 't_checked_text(j_data_size($1))'),
  ),
  scalar('normalize', overload('(varchar)->varchar', normalized), overload('(varchar,varchar)->varchar', normalized)),
  scalar(
    'concat_ws',
    overload(
      '(varchar,array(varchar))->varchar',
      ({ arguments: [delimiter, list] }) => checkedJoin(`(${joinedTexts(list.sql, delimiter)})`, [delimiter, list]),
      { nullIfAnyNull: true },
    ),
    overload(
      '(varchar,varchar...)->varchar',
      (call) =>
        // The delimiter stands between each two.
        checkedJoin(`(concat_ws(${call.arguments.map(({ sql }) => sql).join(', ')}))`, [
          ...call.arguments,
          ...call.arguments.map(() => call.arguments[0]),
        ]),
      { takesNull: true },
    ),
  ),
  scalar(
    'concat',
    overload('(varchar,varchar...)->varchar', concatenated),
    overload(
      '(varbinary,varbinary...)->varbinary',
      (call) => `t_joined_bytes(${concatChain(call.arguments.map(({ sql }) => sql))})`,
    ),
    overload(
      '(array(E),array(E)...)->array(E)',
      (call) => call.arguments.map(({ sql }) => sql).reduce((joined, sql) => `list_concat(${joined}, ${sql})`),
      { nullIfAnyNull: true },
    ),
    overload('(array(E),E)->array(E)', 'list_append($1, $2)', { nullIfAnyNull: true }),
    overload('(E,array(E))->array(E)', 'list_prepend($1, $2)', { nullIfAnyNull: true }),
  ),
];

/** Trino puts the replacement between all characters where the search text is empty; DuckDB changes nothing. */
function replaced({ arguments: [text, search, replacement] }: FunctionCall): string {
  const plain = `replace(${text.sql}, ${search.sql}, ${replacement.sql})`;
  if (typeof search.constant === 'string' && search.constant !== '') return plain;
  const between = `regexp_replace(${text.sql}, '', replace(${replacement.sql}, '\\', '\\\\'), 'g')`;
  return `CASE WHEN ${search.sql} = '' THEN ${between} ELSE ${plain} END`;
}
