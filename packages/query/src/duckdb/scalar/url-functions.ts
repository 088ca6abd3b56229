// Trino's url_extract_… and url_decode as scalar functions.
import { RAISE_PREFIX } from '../raise.ts';
import { decoded, type JavaUri, parseJavaUri } from './java-uri.ts';

const PARTS: Readonly<Record<string, (uri: JavaUri) => string | null>> = {
  protocol: (uri) => uri.scheme,
  host: (uri) => uri.host,
  port: (uri) => uri.port,
  path: (uri) => uri.path,
  query: (uri) => decoded(uri.rawQuery ?? ''),
  fragment: (uri) => uri.fragment,
};

/** @param part a key of PARTS. `null` for what is no URI. */
export function urlPart(url: string, part: string): string | null {
  const uri = parseJavaUri(url);
  return uri && PARTS[part](uri);
}

/** First value of a query parameter, decoded; `''` without a `=`; `null` where there is none. */
export function urlParameter(url: string, name: string): string | null {
  const query = parseJavaUri(url)?.rawQuery ?? null;
  if (query === null) return null;
  for (const argument of query.split('&')) {
    const equals = argument.indexOf('=');
    const key = equals < 0 ? argument : argument.slice(0, equals);
    if (argument !== '' && key === name) return equals < 0 ? '' : urlDecode(argument.slice(equals + 1));
  }
  return null;
}

/** java.net.URLDecoder: `+` is a blank; a failing text where an escape is incomplete. */
export function urlDecode(text: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|Illegal hex characters in escape (%) pattern: ${text.slice(0, 200)}`;
  }
  return decoded(text.replaceAll('+', ' '));
}
