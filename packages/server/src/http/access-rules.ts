// Who may call: the Host, Origin and token rules of both ports, as decisions over plain header values.
import { createHash, timingSafeEqual } from 'node:crypto';
import { TracelakeError } from '@tracelake/schema';

export interface AccessRules {
  /** Bound to loopback only: then a foreign Host header means a web page that rebinds its name to this machine. */
  readonly loopbackOnly: boolean;
  /** Needed on every request when set, as a Bearer token or the cookie of a login. */
  readonly token: string | null;
  /** Origins of browser pages that may call besides our own, e.g. `https://app.example.com`. */
  readonly allowedOrigins: readonly string[];
}

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

export function isLoopbackAddress(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Throws `forbidden_host` for a name that is not this machine's own loopback name. */
export function checkHost(rules: AccessRules, host: string | undefined): void {
  if (!rules.loopbackOnly || (host !== undefined && LOOPBACK_HOST.test(host))) return;
  throw new TracelakeError('forbidden_host', `The Host header ${JSON.stringify(host ?? '')} is not allowed here.`, {
    details: { host: host ?? null, allowed: ['127.0.0.1', 'localhost', '[::1]'] },
  });
}

/**
 * The origin to name in CORS headers, or `null` when none is needed (no browser, or our own page).
 * Throws `forbidden_origin`.
 */
export function checkOrigin(rules: AccessRules, origin: string | undefined, host: string | undefined): string | null {
  if (origin === undefined) return null;
  if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return null;
  if (rules.allowedOrigins.includes(origin)) return origin;
  throw new TracelakeError('forbidden_origin', `The Origin ${JSON.stringify(origin)} is not allowed here.`, {
    details: { origin, allowed: [...rules.allowedOrigins] },
  });
}

/** Throws `unauthorized`. The comparison takes the same time whatever the difference. */
export function checkToken(rules: AccessRules, authorization: string | undefined): void {
  if (rules.token === null) return;
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (given !== undefined && equalInConstantTime(given, rules.token)) return;
  const message = given === undefined ? 'No Bearer token was sent.' : 'The token is not the right one.';
  throw new TracelakeError('unauthorized', message);
}

function equalInConstantTime(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
}
