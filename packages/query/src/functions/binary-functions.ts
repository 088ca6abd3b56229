// Bytes: encodings, digests, integers as bytes.
import { raise } from '../duckdb/raise.ts';
import { type FunctionDefinition, overload, scalar } from './function-definition.ts';

/** DuckDB takes an odd number of digits. */
const FROM_HEX = `CASE WHEN length($1) % 2 = 1 THEN CAST(${raise('INVALID_FUNCTION_ARGUMENT', "'Invalid hexadecimal text: ' || $1", 'VARCHAR')} AS BLOB) ELSE unhex($1) END`;

/** Java refuses an empty key. */
function hmac(name: string): string {
  const empty = raise('INVALID_FUNCTION_ARGUMENT', "'The key is empty'", 'VARCHAR');
  return `CASE WHEN octet_length($2) = 0 THEN CAST(${empty} AS BLOB) ELSE ${name}($1, $2) END`;
}

/** Java refuses broken Base64 and Base32; what is behind the mark is the bytes. */
function decoded(name: string, what: string): string {
  const invalid = raise('INVALID_FUNCTION_ARGUMENT', `'Invalid ${what}: ' || $1`, 'VARCHAR');
  return `CASE WHEN octet_length(${name}) = 0 OR j_sub_bytes(${name}, 1, 1) <> '='::BLOB THEN CAST(${invalid} AS BLOB) ELSE j_sub_bytes(${name}, 2, octet_length(${name})) END`;
}

const BASE64 = decoded('j_from_base64($1)', 'Base64');
const BASE64_URL = decoded("j_from_base64(translate($1, '-_+/', '+/!!'))", 'Base64');
const BASE32 = decoded('j_from_base32($1)', 'Base32');

/** `value` of exactly so many bytes. */
function exactly(count: number, value: string, type: string): string {
  const invalid = raise('INVALID_FUNCTION_ARGUMENT', `'expected ${count}-byte input'`, type);
  return `CASE WHEN octet_length($1) <> ${count} THEN ${invalid} ELSE CAST(${value} AS ${type}) END`;
}

const REPLACEMENT = raise(
  'INVALID_FUNCTION_ARGUMENT',
  "'Replacement character string must be empty or a single character'",
  'VARCHAR',
);

/** Whole texts, the common case, need no JavaScript. Beside GROUP BY, DuckDB's TRY takes no column, but a lambda's parameter. */
function fromUtf8(replacement: string): string {
  return `list_transform([$1], lambda b: coalesce(TRY(decode(b)), j_from_utf8(b, ${replacement})))[1]`;
}

/** Also of a text's bytes. */
function fromText(name: string, sql: string): FunctionDefinition {
  const ofBytes = sql.replaceAll('$1', "j_from_utf8($1, '\ufffd')");
  return scalar(name, overload('(varchar)->varbinary', sql), overload('(varbinary)->varbinary', ofBytes));
}

export const BINARY_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('to_utf8', overload('(varchar)->varbinary', 'encode($1)')),
  scalar(
    'from_utf8',
    overload('(varbinary)->varchar', fromUtf8("'\ufffd'")),
    overload(
      '(varbinary,varchar)->varchar',
      `CASE WHEN length($2) > 1 THEN ${REPLACEMENT} ELSE ${fromUtf8('$2')} END`,
      { nullIfAnyNull: true },
    ),
    overload(
      '(varbinary,bigint)->varchar',
      `CASE WHEN $2 NOT BETWEEN 0 AND 1114111 THEN ${REPLACEMENT} ELSE ${fromUtf8('chr(CAST($2 AS INTEGER))')} END`,
      { nullIfAnyNull: true },
    ),
  ),
  scalar('to_hex', overload('(varbinary)->varchar', 'hex($1)')),
  fromText('from_hex', FROM_HEX),
  scalar('to_base64', overload('(varbinary)->varchar', 'to_base64($1)')),
  fromText('from_base64', BASE64),
  scalar('to_base64url', overload('(varbinary)->varchar', "translate(to_base64($1), '+/', '-_')")),
  fromText('from_base64url', BASE64_URL),
  scalar('md5', overload('(varbinary)->varbinary', 'unhex(md5($1))')),
  scalar('sha1', overload('(varbinary)->varbinary', 'unhex(sha1($1))')),
  scalar('sha256', overload('(varbinary)->varbinary', 'unhex(sha256($1))')),
  scalar('sha512', overload('(varbinary)->varbinary', 'j_sha512($1)')),
  scalar('to_base32', overload('(varbinary)->varchar', 'j_to_base32($1)')),
  fromText('from_base32', BASE32),
  scalar('murmur3', overload('(varbinary)->varbinary', 'j_murmur3($1)')),
  scalar('hmac_md5', overload('(varbinary,varbinary)->varbinary', hmac('j_hmac_md5'))),
  scalar('hmac_sha1', overload('(varbinary,varbinary)->varbinary', hmac('j_hmac_sha1'))),
  scalar('hmac_sha256', overload('(varbinary,varbinary)->varbinary', hmac('j_hmac_sha256'))),
  scalar('hmac_sha512', overload('(varbinary,varbinary)->varbinary', hmac('j_hmac_sha512'))),
  scalar('crc32', overload('(varbinary)->bigint', 'j_crc32($1)')),
  scalar('xxhash64', overload('(varbinary)->varbinary', 'j_xxhash64($1)')),
  scalar(
    'to_big_endian_32',
    overload('(integer)->varbinary', "unhex(printf('%08x', CAST($1 AS BIGINT) & 4294967295))"),
  ),
  scalar('to_big_endian_64', overload('(bigint)->varbinary', "unhex(printf('%016x', $1))")),
  scalar('from_big_endian_32', overload('(varbinary)->integer', exactly(4, 'j_big_endian_32($1)', 'INTEGER'))),
  scalar('from_big_endian_64', overload('(varbinary)->bigint', exactly(8, 'j_big_endian_64($1)', 'BIGINT'))),
  scalar('to_ieee754_32', overload('(real)->varbinary', 'j_real_bytes(CAST($1 AS DOUBLE))')),
  scalar('to_ieee754_64', overload('(double)->varbinary', 'j_double_bytes($1)')),
  scalar('from_ieee754_32', overload('(varbinary)->real', exactly(4, 'j_bytes_real($1)', 'FLOAT'), { makesNaN: true })),
  scalar(
    'from_ieee754_64',
    overload('(varbinary)->double', exactly(8, 'j_bytes_double($1)', 'DOUBLE'), { makesNaN: true }),
  ),
  scalar('uuid', overload('()->uuid', 'uuid()')),
];
