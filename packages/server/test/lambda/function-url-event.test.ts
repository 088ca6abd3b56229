// A function URL's request as the routes take it.
import { expect, it } from 'vitest';
import { serviceRequest } from '../../src/lambda/function-url-event.ts';

const requestContext = { http: { method: 'POST' } };

it('keeps path, query string, headers and body', () => {
  const event = {
    rawPath: '/api/v1/fields/http.route/values',
    rawQueryString: 'start=-1h&limit=5',
    headers: { Host: 'abc', 'Content-Type': 'application/json', Prefer: 'respond-async', 'Content-Length': '2' },
    body: Buffer.from('{"ü":1}').toString('base64'),
    isBase64Encoded: true,
    requestContext,
  };
  expect(serviceRequest(event)).toEqual({
    method: 'POST',
    url: '/api/v1/fields/http.route/values?start=-1h&limit=5',
    headers: { host: 'abc', 'content-type': 'application/json', prefer: 'respond-async' },
    body: Buffer.from('{"ü":1}'),
  });
});

it('takes plain text bodies, and none', () => {
  expect(serviceRequest({ rawPath: '/', body: 'ü', requestContext }).body).toEqual(Buffer.from('ü'));
  expect(serviceRequest({ rawPath: '/', requestContext })).toEqual({
    method: 'POST',
    url: '/',
    headers: {},
    body: null,
  });
});

it('takes a body of null as none, and refuses what is no request of the URL', () => {
  expect(serviceRequest({ rawPath: '/', body: null, requestContext }).body).toBeNull();
  for (const event of [null, 'ping', {}, { source: 'aws.events', detail: {} }, { rawPath: '/', requestContext: {} }]) {
    expect(() => serviceRequest(event as never)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  }
});
