// Login and logout of the deployed service: answered before anything heavy is loaded, and only to the service's own page.
import { Readable } from 'node:stream';
import { TracelakeError } from '@tracelake/schema';
import { endedSessionCookie, sessionCookie } from '../access/session-cookie.ts';
import type { TokenGate } from '../access/token-gate.ts';
import { checkOrigin } from '../http/access-rules.ts';
import type { ServiceRequest } from './function-url-event.ts';
import { SECURITY_HEADERS, type ServiceAnswer } from './service-answer.ts';

const RULES = { loopbackOnly: false, token: null, allowedOrigins: [] };
const MAX_BODY_BYTES = 4_096;

/** `null` for every other request. Throws what a wrong token throws. */
export async function loginAnswer(
  request: ServiceRequest,
  gate: Pick<TokenGate, 'check'>,
): Promise<ServiceAnswer | null> {
  const { method, url, headers } = request;
  const [path] = url.split('?', 1);
  if (method !== 'POST' || (path !== '/api/v1/login' && path !== '/api/v1/logout')) return null;
  checkOrigin(RULES, headers['origin'], headers['host']);
  if (path === '/api/v1/logout') return answerWith(endedSessionCookie());
  const token = tokenOf(request);
  await gate.check(`Bearer ${token}`);
  return answerWith(sessionCookie(token));
}

function answerWith(cookie: string): ServiceAnswer {
  return { status: 204, headers: SECURITY_HEADERS, cookies: [cookie], body: Readable.from([]) };
}

function tokenOf({ headers, body }: ServiceRequest): string {
  // A form of another site cannot send JSON.
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new TracelakeError('unsupported_media_type', 'The token must come as JSON.', {
      hint: 'Send {"token": "…"} as application/json.',
    });
  }
  try {
    const text = Buffer.from(body ?? new Uint8Array()).toString('utf8');
    const { token } = JSON.parse(text.length > MAX_BODY_BYTES ? '{}' : text) as { token?: unknown };
    if (typeof token === 'string' && token !== '') return token;
  } catch {
    // As good as none.
  }
  throw new TracelakeError('invalid_request', 'The body has no token.', { hint: 'Send {"token": "…"}.' });
}
