// Request targets with and without an origin in front.
import { expect, it } from 'vitest';
import { originForm } from '../../src/http/request-target.ts';

it.each([
  ['/v1/traces', '/v1/traces'],
  ['/api/v1/fields?q=http://x/y', '/api/v1/fields?q=http://x/y'],
  ['http://127.0.0.1/v1/traces', '/v1/traces'],
  ['HTTPS://[::1]:4318/v1/traces?a=1', '/v1/traces?a=1'],
  ['http://127.0.0.1', '/'],
  ['http://127.0.0.1?a=1', '/?a=1'],
  ['//v1/traces', '//v1/traces'],
  ['*', '*'],
])('%s asks for %s', (target, expected) => {
  expect(originForm(target)).toBe(expected);
});
