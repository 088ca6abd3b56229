// Who may call: Host, Origin and token.
import { describe, expect, it } from 'vitest';
import {
  type AccessRules,
  checkHost,
  checkOrigin,
  checkToken,
  isLoopbackAddress,
} from '../../src/http/access-rules.ts';

const LOOPBACK: AccessRules = { loopbackOnly: true, token: null, allowedOrigins: ['https://app.example'] };
const NETWORK: AccessRules = { loopbackOnly: false, token: 'secret', allowedOrigins: [] };

const throwing = (code: string) => expect.objectContaining({ code });

describe('isLoopbackAddress', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is', (host) => {
    expect(isLoopbackAddress(host)).toBe(true);
  });
  it.each(['0.0.0.0', '::', '192.168.1.5', '127.0.0.1.example', 'localhost.example', ''])('%s is not', (host) => {
    expect(isLoopbackAddress(host)).toBe(false);
  });
});

describe('checkHost', () => {
  it('lets only loopback names in where only loopback is bound, a missing one neither', () => {
    expect(() => checkHost(LOOPBACK, '127.0.0.1:4320')).not.toThrow();
    expect(() => checkHost(LOOPBACK, 'rebound.example:4320')).toThrow(throwing('forbidden_host'));
    expect(() => checkHost(LOOPBACK, undefined)).toThrow(throwing('forbidden_host'));
    expect(() => checkHost(NETWORK, 'lake.example')).not.toThrow();
  });
});

describe('checkOrigin', () => {
  it('needs no CORS for programs and for our own page', () => {
    expect(checkOrigin(LOOPBACK, undefined, 'localhost:4320')).toBeNull();
    expect(checkOrigin(LOOPBACK, 'http://localhost:4320', 'localhost:4320')).toBeNull();
  });
  it('names an origin that is allowed, and refuses any other', () => {
    expect(checkOrigin(LOOPBACK, 'https://app.example', 'localhost:4320')).toBe('https://app.example');
    for (const origin of ['https://evil.example', 'null', 'http://localhost:9999', 'https://app.example.evil']) {
      expect(() => checkOrigin(LOOPBACK, origin, 'localhost:4320')).toThrow(throwing('forbidden_origin'));
    }
  });
});

describe('checkToken', () => {
  it('asks for nothing where there is none', () => {
    expect(() => checkToken(LOOPBACK, undefined)).not.toThrow();
  });
  it('takes exactly the token, as a Bearer', () => {
    expect(() => checkToken(NETWORK, 'Bearer secret')).not.toThrow();
    expect(() => checkToken(NETWORK, 'bearer  secret')).not.toThrow();
    for (const sent of [undefined, '', 'secret', 'Basic secret', 'Bearer secret2', 'Bearer Secret', 'Bearer']) {
      expect(() => checkToken(NETWORK, sent)).toThrow(throwing('unauthorized'));
    }
  });
});
