// Parts of a URL as java.net.URI gives them, and the form encoding of java.net.URLEncoder.
import type { TrinoType } from '../types/trino-type.ts';
import { VARCHAR, varchar } from '../types/type-constructors.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

/** Every byte may become `%XX`, a code point up to four bytes. */
function encodedType({ arguments: [text] }: FunctionCall): TrinoType {
  return text.type.kind === 'varchar' && text.type.length !== undefined ? varchar(text.type.length * 12) : VARCHAR;
}

const part = (name: string): FunctionDefinition =>
  scalar(`url_extract_${name}`, overload('(V?)->V?', `j_url_part($1, '${name}')`));

export const URL_FUNCTIONS: readonly FunctionDefinition[] = [
  ...['protocol', 'host', 'path', 'query', 'fragment'].map(part),
  scalar('url_extract_port', overload('(varchar)->bigint', "CAST(j_url_part($1, 'port') AS BIGINT)")),
  scalar('url_extract_parameter', overload('(V?,varchar)->V?', 't_checked_text(j_url_parameter($1, $2))')),
  scalar(
    'url_encode',
    overload('(varchar)', "replace(replace(replace(url_encode($1), '%20', '+'), '%2A', '*'), '~', '%7E')", {
      result: encodedType,
    }),
  ),
  scalar('url_decode', overload('(V?)->V?', 't_checked_text(j_url_decode($1))')),
];
