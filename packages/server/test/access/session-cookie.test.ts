// The cookie of a login: what it promises browsers, and which requests it counts for.
import { describe, expect, it } from 'vitest';
import { authorizationOf, endedSessionCookie, sessionCookie } from '../../src/access/session-cookie.ts';

const TOKEN = 'a;b,"c%=';
const cookie = sessionCookie(TOKEN).split(';')[0]!;

it('is for this host alone, over TLS alone, unseen by scripts, sent by no other site, and ends', () => {
  for (const text of [sessionCookie(TOKEN), endedSessionCookie()]) {
    expect(text).toMatch(/^__Host-tracelake=[^;]*; Max-Age=(43200|0); Path=\/; Secure; HttpOnly; SameSite=Strict$/);
  }
});

describe('what stands for Authorization', () => {
  it.each([
    ['the header itself, before the cookie', { authorization: 'Bearer x', cookie }, 'Bearer x'],
    [
      'the token of the cookie, whatever is in it',
      { cookie: `a=b; ${cookie}; c=d`, 'sec-fetch-site': 'same-origin' },
      `Bearer ${TOKEN}`,
    ],
    ['… typed into the address bar', { cookie, 'sec-fetch-site': 'none' }, `Bearer ${TOKEN}`],
    ['… of a browser that says less', { cookie }, `Bearer ${TOKEN}`],
    ['nothing where there is neither', { cookie: 'tracelake=x' }, undefined],
    ['no token for a cookie that is none of ours', { cookie: '__Host-tracelake=%' }, 'Bearer '],
  ])('%s', (_what, headers, expected) => {
    expect(authorizationOf({ method: 'GET', headers })).toBe(expected);
  });

  it.each([
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', { 'sec-fetch-site': 'same-site' }],
    ['POST', { 'sec-fetch-site': 'same-site', origin: 'https://neighbour.lambda-url.us-east-1.on.aws' }],
    ['POST', {}],
    ['DELETE', {}],
  ])('is refused to another page: %s %j', (method, headers) => {
    expect(() => authorizationOf({ method, headers: { ...headers, cookie } })).toThrow(
      expect.objectContaining({ code: 'forbidden_origin' }),
    );
  });

  it('is given to our own page, whose Origin is checked apart', () => {
    expect(authorizationOf({ method: 'POST', headers: { cookie, origin: 'https://own.example' } })).toBe(
      `Bearer ${TOKEN}`,
    );
  });
});
