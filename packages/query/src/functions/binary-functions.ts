// Bytes: encodings, digests, integers as bytes.
import { type FunctionDefinition, overload, scalar } from './function-definition.ts';

export const BINARY_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('to_utf8', overload('(varchar)->varbinary', 'encode($1)')),
  scalar('from_utf8', overload('(varbinary)->varchar', 'decode($1)')),
  scalar('to_hex', overload('(varbinary)->varchar', 'hex($1)')),
  scalar('from_hex', overload('(varchar)->varbinary', 'unhex($1)')),
  scalar('to_base64', overload('(varbinary)->varchar', 'to_base64($1)')),
  scalar('from_base64', overload('(varchar)->varbinary', 'from_base64($1)')),
  scalar('to_base64url', overload('(varbinary)->varchar', "translate(to_base64($1), '+/', '-_')")),
  scalar('from_base64url', overload('(varchar)->varbinary', "from_base64(translate($1, '-_', '+/'))")),
  scalar('md5', overload('(varbinary)->varbinary', 'unhex(md5($1))')),
  scalar('sha1', overload('(varbinary)->varbinary', 'unhex(sha1($1))')),
  scalar('sha256', overload('(varbinary)->varbinary', 'unhex(sha256($1))')),
  scalar('sha512', overload('(varbinary)->varbinary', 'j_sha512($1)')),
  scalar('hmac_sha256', overload('(varbinary,varbinary)->varbinary', 'j_hmac_sha256($1, $2)')),
  scalar('hmac_sha512', overload('(varbinary,varbinary)->varbinary', 'j_hmac_sha512($1, $2)')),
  scalar('crc32', overload('(varbinary)->bigint', 'j_crc32($1)')),
  scalar('xxhash64', overload('(varbinary)->varbinary', 'j_xxhash64($1)')),
  scalar(
    'to_big_endian_32',
    overload('(integer)->varbinary', "unhex(printf('%08x', CAST($1 AS BIGINT) & 4294967295))"),
  ),
  scalar('to_big_endian_64', overload('(bigint)->varbinary', "unhex(printf('%016x', $1))")),
  scalar('uuid', overload('()->uuid', 'uuid()')),
];
