// The scalar functions in JavaScript that translated text may call. Pure; the engine registers them before the prelude.

import { bucketAmong } from './scalar/bucket-among.ts';
import {
  bigEndian,
  bytesDouble,
  bytesReal,
  dataSize,
  doubleBytes,
  fromBase32,
  fromBase64,
  fromUtf8,
  padBytes,
  realBytes,
  reverseBytes,
  subBytes,
  toBase32,
} from './scalar/byte-text.ts';
import { crc32 } from './scalar/crc32.ts';
import { jodaFormat, mysqlFormat } from './scalar/date-formatting.ts';
import { jodaParse, mysqlParse } from './scalar/date-parsing.ts';
import { betaCdf, inverseNormalCdf, normalCdf } from './scalar/distributions.ts';
import {
  javaDoubleText,
  jsonDouble,
  scientificText,
  shortestReal,
  trinoDoubleText,
  trinoRealText,
} from './scalar/double-text.ts';
import { hmacMd5, hmacSha1, murmur3 } from './scalar/hashes.ts';
import { castZoned, isoDate, isoNanos, isoTimestamp } from './scalar/iso8601.ts';
import { jsonCanonical, jsonInOrder, jsonWithEveryKey } from './scalar/json-canonical.ts';
import {
  jsonArrayContainsBoolean,
  jsonArrayContainsNumber,
  jsonArrayContainsText,
  jsonArrayGet,
  jsonArrayLength,
  jsonExtract,
  jsonExtractScalar,
  jsonField,
  jsonSize,
} from './scalar/json-extract.ts';
import { checkedJsonExtractPath } from './scalar/json-extract-path.ts';
import { jsonString } from './scalar/json-text.ts';
import {
  asciiDigits,
  bigDecimalText,
  durationMillis,
  fixedText,
  fromBase,
  groupedDigits,
  hexadecimalDouble,
  plainDigits,
} from './scalar/number-text.ts';
import {
  regexpCount,
  regexpExtract,
  regexpExtractAll,
  regexpLike,
  regexpPieces,
  regexpPosition,
  regexpReplace,
  regexpSplit,
} from './scalar/regexp-functions.ts';
import { type ScalarFunctionDefinition, scalarFunction } from './scalar/scalar-function.ts';
import { hmacSha256, hmacSha512, sha512 } from './scalar/sha2.ts';
import {
  sqlJsonExists,
  sqlJsonFormatted,
  sqlJsonObject,
  sqlJsonQuery,
  sqlJsonValue,
} from './scalar/sql-json-functions.ts';
import {
  formatNumber,
  hammingDistance,
  levenshteinDistance,
  luhnCheck,
  nthPosition,
  soundex,
} from './scalar/text-functions.ts';
import { urlDecode, urlParameter, urlPart } from './scalar/url-functions.ts';
import { weightedPlace } from './scalar/weighted-place.ts';
import { weightedValue } from './scalar/weighted-value.ts';
import { decimalQuotient, decimalRemainder } from './scalar/wide-decimal.ts';
import { xxhash64 } from './scalar/xxhash64.ts';
import { zoneNameOrFailure } from './scalar/zone-name.ts';

export const DUCKDB_SCALAR_FUNCTIONS: readonly ScalarFunctionDefinition[] = [
  scalarFunction('j_double_text', ['DOUBLE'], 'VARCHAR', trinoDoubleText),
  scalarFunction('j_real_text', ['DOUBLE'], 'VARCHAR', trinoRealText),
  scalarFunction('j_java_double_text', ['DOUBLE'], 'VARCHAR', javaDoubleText),
  scalarFunction('j_java_real_text', ['DOUBLE'], 'VARCHAR', (value) => javaDoubleText(shortestReal(value))),
  scalarFunction('j_fixed_text', ['VARCHAR', 'BIGINT'], 'VARCHAR', fixedText),
  scalarFunction('j_grouped_digits', ['VARCHAR'], 'VARCHAR', groupedDigits),
  scalarFunction('j_big_decimal_text', ['VARCHAR'], 'VARCHAR', bigDecimalText),
  scalarFunction('j_scientific_text', ['DOUBLE', 'BIGINT'], 'VARCHAR', scientificText),
  scalarFunction('j_json_double', ['DOUBLE'], 'VARCHAR', jsonDouble),
  scalarFunction('j_json_canonical', ['VARCHAR'], 'VARCHAR', jsonCanonical),
  scalarFunction('j_json_in_order', ['VARCHAR'], 'VARCHAR', jsonInOrder),
  scalarFunction('j_json_with_every_key', ['VARCHAR'], 'VARCHAR', jsonWithEveryKey),
  scalarFunction('j_json_string', ['VARCHAR'], 'VARCHAR', jsonString),
  scalarFunction('j_json_extract', ['VARCHAR', 'VARCHAR'], 'VARCHAR', jsonExtract),
  scalarFunction('j_json_extract_scalar', ['VARCHAR', 'VARCHAR'], 'VARCHAR', jsonExtractScalar),
  scalarFunction('j_json_field', ['VARCHAR', 'VARCHAR'], 'VARCHAR', jsonField),
  scalarFunction('j_json_path', ['VARCHAR'], 'VARCHAR', checkedJsonExtractPath),
  scalarFunction('j_json_size', ['VARCHAR', 'VARCHAR'], 'BIGINT', jsonSize),
  scalarFunction('j_json_array_length', ['VARCHAR'], 'BIGINT', jsonArrayLength),
  scalarFunction('j_json_array_get', ['VARCHAR', 'BIGINT'], 'VARCHAR', jsonArrayGet),
  scalarFunction('j_json_array_contains_text', ['VARCHAR', 'VARCHAR'], 'BOOLEAN', jsonArrayContainsText),
  scalarFunction('j_json_array_contains_boolean', ['VARCHAR', 'BOOLEAN'], 'BOOLEAN', jsonArrayContainsBoolean),
  scalarFunction('j_json_array_contains_bigint', ['VARCHAR', 'BIGINT'], 'BOOLEAN', jsonArrayContainsNumber),
  scalarFunction('j_json_array_contains_double', ['VARCHAR', 'DOUBLE'], 'BOOLEAN', jsonArrayContainsNumber),
  scalarFunction('j_sql_json_exists', ['VARCHAR', 'VARCHAR', 'VARCHAR'], 'VARCHAR', sqlJsonExists),
  scalarFunction('j_sql_json_value', ['VARCHAR', 'VARCHAR', 'VARCHAR'], 'VARCHAR', sqlJsonValue),
  scalarFunction('j_sql_json_query', ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR'], 'VARCHAR', sqlJsonQuery),
  scalarFunction('j_sql_json_formatted', ['VARCHAR'], 'VARCHAR', sqlJsonFormatted),
  scalarFunction('j_sql_json_object', ['VARCHAR', 'BOOLEAN'], 'VARCHAR', sqlJsonObject),
  scalarFunction('j_regexp_like', ['VARCHAR', 'VARCHAR'], 'VARCHAR', regexpLike),
  scalarFunction('j_regexp_extract', ['VARCHAR', 'VARCHAR', 'BIGINT'], 'VARCHAR', regexpExtract),
  scalarFunction('j_regexp_extract_all', ['VARCHAR', 'VARCHAR', 'BIGINT'], 'VARCHAR', regexpExtractAll),
  scalarFunction('j_regexp_count', ['VARCHAR', 'VARCHAR'], 'VARCHAR', regexpCount),
  scalarFunction('j_regexp_position', ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT'], 'VARCHAR', regexpPosition),
  scalarFunction('j_regexp_split', ['VARCHAR', 'VARCHAR'], 'VARCHAR', regexpSplit),
  scalarFunction('j_regexp_pieces', ['VARCHAR', 'VARCHAR'], 'VARCHAR', regexpPieces),
  scalarFunction('j_regexp_replace', ['VARCHAR', 'VARCHAR', 'VARCHAR'], 'VARCHAR', regexpReplace),
  scalarFunction('j_nth_position', ['VARCHAR', 'VARCHAR', 'BIGINT'], 'BIGINT', nthPosition),
  scalarFunction('j_sha512', ['BLOB'], 'BLOB', sha512),
  scalarFunction('j_hmac_sha256', ['BLOB', 'BLOB'], 'BLOB', hmacSha256),
  scalarFunction('j_hmac_sha512', ['BLOB', 'BLOB'], 'BLOB', hmacSha512),
  scalarFunction('j_mysql_format', ['BIGINT', 'VARCHAR'], 'VARCHAR', mysqlFormat),
  scalarFunction('j_joda_format', ['BIGINT', 'VARCHAR', 'VARCHAR', 'BIGINT'], 'VARCHAR', jodaFormat),
  scalarFunction('j_mysql_parse', ['VARCHAR', 'VARCHAR'], 'VARCHAR', mysqlParse),
  scalarFunction('j_joda_parse', ['VARCHAR', 'VARCHAR', 'BIGINT'], 'VARCHAR', jodaParse),
  scalarFunction('j_iso_timestamp', ['VARCHAR'], 'VARCHAR', isoTimestamp),
  scalarFunction('j_iso_nanos', ['VARCHAR'], 'VARCHAR', isoNanos),
  scalarFunction('j_iso_date', ['VARCHAR'], 'VARCHAR', isoDate),
  scalarFunction('j_cast_zoned', ['VARCHAR', 'BIGINT'], 'VARCHAR', castZoned),
  scalarFunction('j_zone_name', ['VARCHAR'], 'VARCHAR', zoneNameOrFailure),
  scalarFunction('j_hmac_md5', ['BLOB', 'BLOB'], 'BLOB', hmacMd5),
  scalarFunction('j_hmac_sha1', ['BLOB', 'BLOB'], 'BLOB', hmacSha1),
  scalarFunction('j_murmur3', ['BLOB'], 'BLOB', murmur3),
  scalarFunction('j_from_utf8', ['BLOB', 'VARCHAR'], 'VARCHAR', fromUtf8),
  scalarFunction('j_from_base64', ['VARCHAR'], 'BLOB', fromBase64),
  scalarFunction('j_from_base32', ['VARCHAR'], 'BLOB', fromBase32),
  scalarFunction('j_to_base32', ['BLOB'], 'VARCHAR', toBase32),
  scalarFunction('j_pad_bytes', ['BLOB', 'BIGINT', 'BLOB', 'BOOLEAN'], 'BLOB', padBytes),
  scalarFunction('j_reverse_bytes', ['BLOB'], 'BLOB', reverseBytes),
  scalarFunction('j_sub_bytes', ['BLOB', 'BIGINT', 'BIGINT'], 'BLOB', subBytes),
  scalarFunction('j_big_endian_32', ['BLOB'], 'BIGINT', (bytes) => BigInt.asIntN(32, bigEndian(bytes))),
  scalarFunction('j_big_endian_64', ['BLOB'], 'BIGINT', (bytes) => BigInt.asIntN(64, bigEndian(bytes))),
  scalarFunction('j_double_bytes', ['DOUBLE'], 'BLOB', doubleBytes),
  scalarFunction('j_real_bytes', ['DOUBLE'], 'BLOB', realBytes),
  scalarFunction('j_bytes_double', ['BLOB'], 'DOUBLE', bytesDouble),
  scalarFunction('j_bytes_real', ['BLOB'], 'DOUBLE', bytesReal),
  scalarFunction('j_data_size', ['VARCHAR'], 'VARCHAR', dataSize),
  scalarFunction('j_normal_cdf', ['DOUBLE', 'DOUBLE', 'DOUBLE'], 'DOUBLE', normalCdf),
  scalarFunction('j_inverse_normal_cdf', ['DOUBLE', 'DOUBLE', 'DOUBLE'], 'DOUBLE', inverseNormalCdf),
  scalarFunction('j_beta_cdf', ['DOUBLE', 'DOUBLE', 'DOUBLE'], 'DOUBLE', betaCdf),
  scalarFunction('j_weighted_value', ['DOUBLE[]', 'DOUBLE[]', 'DOUBLE'], 'DOUBLE', weightedValue),
  scalarFunction('j_weighted_place', ['DOUBLE[]', 'DOUBLE'], 'BIGINT', weightedPlace),
  scalarFunction('j_bucket_among', ['DOUBLE[]', 'DOUBLE'], 'VARCHAR', bucketAmong),
  scalarFunction('j_upper_case', ['VARCHAR'], 'VARCHAR', (text) => text.toUpperCase()),
  scalarFunction('j_hexadecimal_double', ['VARCHAR'], 'DOUBLE', hexadecimalDouble),
  scalarFunction('j_from_base', ['VARCHAR', 'BIGINT'], 'VARCHAR', fromBase),
  scalarFunction('j_duration_millis', ['VARCHAR'], 'VARCHAR', durationMillis),
  scalarFunction('j_plain_digits', ['VARCHAR'], 'VARCHAR', plainDigits),
  scalarFunction('j_ascii_digits', ['VARCHAR'], 'VARCHAR', asciiDigits),
  scalarFunction('j_crc32', ['BLOB'], 'BIGINT', crc32),
  scalarFunction('j_decimal_quotient', ['VARCHAR', 'VARCHAR', 'BIGINT'], 'VARCHAR', decimalQuotient),
  scalarFunction('j_decimal_remainder', ['VARCHAR', 'VARCHAR'], 'VARCHAR', decimalRemainder),
  scalarFunction('j_xxhash64', ['BLOB'], 'BLOB', xxhash64),
  scalarFunction('j_soundex', ['VARCHAR'], 'VARCHAR', soundex),
  scalarFunction('j_luhn_check', ['VARCHAR'], 'BOOLEAN', luhnCheck),
  scalarFunction('j_levenshtein', ['VARCHAR', 'VARCHAR'], 'BIGINT', levenshteinDistance),
  scalarFunction('j_hamming', ['VARCHAR', 'VARCHAR'], 'BIGINT', hammingDistance),
  scalarFunction('j_format_number', ['DOUBLE'], 'VARCHAR', formatNumber),
  scalarFunction('j_url_part', ['VARCHAR', 'VARCHAR'], 'VARCHAR', urlPart),
  scalarFunction('j_url_parameter', ['VARCHAR', 'VARCHAR'], 'VARCHAR', urlParameter),
  scalarFunction('j_url_decode', ['VARCHAR'], 'VARCHAR', urlDecode),
  scalarFunction('j_normalize', ['VARCHAR', 'VARCHAR'], 'VARCHAR', (text, form) => text.normalize(form)),
];
