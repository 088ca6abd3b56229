// Parts of a URL as java.net.URI gives them, and the form encoding of java.net.URLEncoder.
import type { TrinoType } from '../types/trino-type.ts';
import { VARCHAR, varchar } from '../types/type-constructors.ts';
import { type FunctionCall, type FunctionDefinition, overload, scalar } from './function-definition.ts';

/** Every byte may become `%XX`, a code point up to four bytes. */
function encodedType({ arguments: [text] }: FunctionCall): TrinoType {
  return text.type.kind === 'varchar' && text.type.length !== undefined ? varchar(text.type.length * 12) : VARCHAR;
}

/** Characters no URI may have: java.net.URI then throws and Trino gives NULL. */
const NOT_A_URI = `regexp_matches($1, '[ <>"{}|\\\\^\`]')`;
const SCHEME = '[a-zA-Z][a-zA-Z0-9+.-]*';
/** `mailto:x`: no authority, path or query. */
const OPAQUE = `regexp_matches($1, '^${SCHEME}:[^/]')`;

const unlessInvalid = (sql: string): string => `CASE WHEN ${NOT_A_URI} THEN NULL ELSE ${sql} END`;

const NAMED = "'[?&]' || regexp_escape($2)";

export const URL_FUNCTIONS: readonly FunctionDefinition[] = [
  scalar('url_extract_protocol', overload('(V?)->V?', unlessInvalid(`regexp_extract($1, '^(${SCHEME}):', 1)`))),
  scalar(
    'url_extract_host',
    overload(
      '(V?)->V?',
      `CASE WHEN ${NOT_A_URI} THEN NULL WHEN NOT regexp_matches($1, '://') THEN '' ELSE t_url_host($1) END`,
    ),
  ),
  scalar(
    'url_extract_port',
    overload(
      '(varchar)->bigint',
      `TRY_CAST(nullif(regexp_extract($1, '^${SCHEME}://[^/?#]*:([0-9]+)(?:[/?#]|$)', 1), '') AS BIGINT)`,
    ),
  ),
  scalar(
    'url_extract_path',
    overload('(V?)->V?', `CASE WHEN ${NOT_A_URI} THEN NULL WHEN ${OPAQUE} THEN '' ELSE url_decode(t_url_path($1)) END`),
  ),
  scalar(
    'url_extract_query',
    overload('(V?)->V?', unlessInvalid("url_decode(regexp_extract($1, '^[^?#]*\\?([^#]*)', 1))")),
  ),
  scalar('url_extract_fragment', overload('(V?)->V?', unlessInvalid("url_decode(regexp_extract($1, '#(.*)$', 1))"))),
  scalar(
    'url_extract_parameter',
    overload(
      '(V?,varchar)->V?',
      `CASE WHEN ${NOT_A_URI} THEN NULL WHEN regexp_matches(split_part($1, '#', 1), ${NAMED} || '(=|&|$)')
       THEN t_url_decode(regexp_extract(split_part($1, '#', 1), ${NAMED} || '=([^&]*)', 1)) END`,
    ),
  ),
  scalar(
    'url_encode',
    overload('(varchar)', "replace(replace(replace(url_encode($1), '%20', '+'), '%2A', '*'), '~', '%7E')", {
      result: encodedType,
    }),
  ),
  scalar('url_decode', overload('(V?)->V?', 't_url_decode($1)')),
];
