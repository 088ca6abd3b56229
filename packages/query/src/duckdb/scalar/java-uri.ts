// java.net.URI, as far as Trino's url_extract functions show it: RFC 2396 with Java's deviations, strict about every character.

export interface JavaUri {
  readonly scheme: string;
  /** `''` where the authority is none of a server (`a_b.com`, `é.com`). */
  readonly host: string;
  readonly port: string | null;
  readonly path: string;
  /** `null` without a `?`. */
  readonly rawQuery: string | null;
  readonly fragment: string;
}

/** Characters beyond ASCII that Java takes anywhere an escape may stand: all but controls and spaces. */
const OTHER = '[^\\u0000-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const ESCAPED = `%[0-9A-Fa-f]{2}|${OTHER}`;
const UNRESERVED = "A-Za-z0-9_\\-!.~'()*";
const URIC = new RegExp(`^(?:[${UNRESERVED};/?:@&=+$,\\[\\]]|${ESCAPED})*$`, 'u');
const PATH = new RegExp(`^(?:[${UNRESERVED}:@&=+$,;/]|${ESCAPED})*$`, 'u');
const REGISTRY_NAME = new RegExp(`^(?:[${UNRESERVED}$,;:@&=+]|${ESCAPED})+$`, 'u');
const USER_INFO = `(?:[${UNRESERVED};:&=+$,]|${ESCAPED})*`;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST_NAME = `(?:${LABEL}\\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.?`;
const IPV4 = '\\d{1,3}(?:\\.\\d{1,3}){3}';
const SERVER = new RegExp(`^(?:${USER_INFO}@)?(${IPV4}|${HOST_NAME}|\\[[0-9A-Fa-f:.%a-zA-Z]+\\])(?::(\\d*))?$`, 'u');

/** `null` for what Java refuses. */
export function parseJavaUri(text: string): JavaUri | null {
  const [, beforeFragment, fragment] = /^([^#]*)(?:#(.*))?$/s.exec(text)!;
  if (fragment !== undefined && !URIC.test(fragment)) return null;
  const [, scheme, rest] = /^(?:([^:/?]*):)?(.*)$/s.exec(beforeFragment)!;
  if (scheme !== undefined && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme)) return null;
  const common = { scheme: scheme ?? '', fragment: decoded(fragment ?? '') };
  if (scheme !== undefined && !rest.startsWith('/')) {
    return rest !== '' && URIC.test(rest) ? { ...common, host: '', port: null, path: '', rawQuery: null } : null;
  }
  return hierarchical(rest, fragment !== undefined, common);
}

function hierarchical(
  rest: string,
  hasFragment: boolean,
  common: { readonly scheme: string; readonly fragment: string },
): JavaUri | null {
  const [, authority, path, query] = /^(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(rest)!;
  if (!PATH.test(path) || (query !== undefined && !URIC.test(query))) return null;
  if (authority === '' && path === '' && query === undefined && !hasFragment) return null;
  const server = authority === undefined || authority === '' ? NO_SERVER : serverOf(authority);
  return server && { ...common, ...server, path: decoded(path), rawQuery: query ?? null };
}

const NO_SERVER = { host: '', port: null };

function serverOf(authority: string): { readonly host: string; readonly port: string | null } | null {
  const server = SERVER.exec(authority);
  if (server !== null && isIpv4InRange(server[1])) return { host: server[1], port: server[2] || null };
  if (authority.startsWith('[')) return null;
  return REGISTRY_NAME.test(authority) ? NO_SERVER : null;
}

function isIpv4InRange(host: string): boolean {
  return !/^\d+(?:\.\d+){3}$/.test(host) || host.split('.').every((part) => Number(part) < 256);
}

/** `%XX` sequences as UTF-8; what is none becomes U+FFFD. */
export function decoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    const bytes = Uint8Array.from(escapes.slice(1).split('%'), (digits) => Number.parseInt(digits, 16));
    return new TextDecoder().decode(bytes);
  });
}
