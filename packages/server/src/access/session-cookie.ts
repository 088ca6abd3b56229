// A browser's way to show its token: a cookie that no script can read and no other site can have sent. Pure.
import { TracelakeError } from '@tracelake/schema';

/** The prefix makes browsers refuse one that a neighbour of the host planted, or that came without TLS; loopback counts as safe. */
const NAME = '__Host-tracelake';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** A working day; the token itself lives on until it is revoked. */
const MAX_AGE_SECONDS = 12 * 60 * 60;
const READING = new Set(['GET', 'HEAD']);

export interface CookieRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The value of Set-Cookie. */
export function sessionCookie(token: string): string {
  return `${NAME}=${encodeURIComponent(token)}; Max-Age=${MAX_AGE_SECONDS}; ${ATTRIBUTES}`;
}

export function endedSessionCookie(): string {
  return `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;
}

/**
 * What stands for the header Authorization: that header, else the cookie's token as a Bearer. Throws `forbidden_origin` for a cookie that
 * another page had sent: a function URL shares its parent domain with everybody's, which SameSite alone may take for one site.
 */
export function authorizationOf({ method, headers }: CookieRequest): string | undefined {
  if (headers['authorization'] !== undefined) return String(headers['authorization']);
  const token = cookieToken(headers['cookie']);
  if (token === null) return undefined;
  const site = headers['sec-fetch-site'];
  const isOwn = site === 'same-origin' || site === 'none';
  // Browsers that do not say it send Origin with whatever changes something; who sends neither is no browser, and has a header for tokens.
  if (site === undefined ? headers['origin'] !== undefined || READING.has(method) : isOwn) return `Bearer ${token}`;
  throw new TracelakeError('forbidden_origin', 'The cookie came with a request of another page.', {
    details: { site: site ?? null },
    hint: 'Ask from the page of this service, or send "Authorization: Bearer TOKEN".',
  });
}

function cookieToken(header: string | string[] | undefined): string | null {
  const cookies = [header ?? []].flat().join(';').split(';');
  const found = cookies.map((cookie) => cookie.trim()).find((cookie) => cookie.startsWith(`${NAME}=`));
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found.slice(NAME.length + 1));
  } catch {
    // Not one of ours; no token has this form.
    return '';
  }
}
