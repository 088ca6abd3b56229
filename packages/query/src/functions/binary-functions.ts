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

export const BINARY_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('to_utf8', overload('(varchar)->varbinary', 'encode($1)')),
  scalar('from_utf8', overload('(varbinary)->varchar', 'decode($1)')),
  scalar('to_hex', overload('(varbinary)->varchar', 'hex($1)')),
  scalar('from_hex', overload('(varchar)->varbinary', FROM_HEX)),
  scalar('to_base64', overload('(varbinary)->varchar', 'to_base64($1)')),
  scalar('from_base64', overload('(varchar)->varbinary', 'from_base64($1)')),
  scalar('to_base64url', overload('(varbinary)->varchar', "translate(to_base64($1), '+/', '-_')")),
  scalar('from_base64url', overload('(varchar)->varbinary', "from_base64(translate($1, '-_', '+/'))")),
  scalar('md5', overload('(varbinary)->varbinary', 'unhex(md5($1))')),
  scalar('sha1', overload('(varbinary)->varbinary', 'unhex(sha1($1))')),
  scalar('sha256', overload('(varbinary)->varbinary', 'unhex(sha256($1))')),
  scalar('sha512', overload('(varbinary)->varbinary', 'j_sha512($1)')),
  scalar('hmac_sha256', overload('(varbinary,varbinary)->varbinary', hmac('j_hmac_sha256'))),
  scalar('hmac_sha512', overload('(varbinary,varbinary)->varbinary', hmac('j_hmac_sha512'))),
  scalar('crc32', overload('(varbinary)->bigint', 'j_crc32($1)')),
  scalar('xxhash64', overload('(varbinary)->varbinary', 'j_xxhash64($1)')),
  scalar(
    'to_big_endian_32',
    overload('(integer)->varbinary', "unhex(printf('%08x', CAST($1 AS BIGINT) & 4294967295))"),
  ),
  scalar('to_big_endian_64', overload('(bigint)->varbinary', "unhex(printf('%016x', $1))")),
  scalar('uuid', overload('()->uuid', 'uuid()')),
];
