// The receiver held against opentelemetry-proto docs/specification.md, "OTLP/HTTP", sentence by sentence, over real sockets.
import { deflateSync, gzipSync } from 'node:zlib';
import { TracelakeError } from '@tracelake/schema';
import { bytesOfHex, encodeOtlpJson, encodeOtlpProtobuf } from '@tracelake/testkit';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import type { IngestBody } from '../../src/otlp/otlp-receiver.ts';
import { span, traceRequest } from '../support/sample-spans.ts';
import { exchange, rawExchange } from './raw-exchange.ts';
import {
  AS_JSON,
  AS_PROTOBUF,
  codeOf,
  heldIngest,
  JSON_BODY,
  PROTOBUF,
  STATUS,
  useReceivers,
} from './receiver-fixture.ts';

const RESPONSE = protobuf
  .parse(
    `syntax="proto3"; message Response { Partial partial_success = 1; }
     message Partial { int64 rejected_spans = 1; string error_message = 2; }`,
  )
  .root.lookupType('Response');

const { receiverUrl } = useReceivers();

describe('a request that is taken', () => {
  it('is answered 200 in the type it was sent in, with partial_success left out: protobuf', async () => {
    const answer = await exchange(await receiverUrl(), { headers: AS_PROTOBUF, body: PROTOBUF });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-protobuf' } });
    expect(answer.body.length).toBe(0);
  });

  it('is answered 200 in the type it was sent in, with partialSuccess left out: JSON', async () => {
    const answer = await exchange(await receiverUrl(), { headers: AS_JSON, body: JSON_BODY });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(answer.body.toString()).toBe('{}');
  });

  it('may name the whole address in its first line', async () => {
    const url = await receiverUrl();
    const path = `${new URL(url).origin}/v1/traces`;
    expect((await exchange(url, { path, headers: AS_JSON, body: JSON_BODY })).status).toBe(200);
  });

  it('may name parameters of its content type, in any case', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await exchange(await receiverUrl(), { headers, body: JSON_BODY })).status).toBe(200);
  });

  it.each([
    ['protobuf', AS_PROTOBUF, PROTOBUF],
    ['JSON', AS_JSON, JSON_BODY],
  ])('may be compressed with gzip: %s', async (_name, type, body) => {
    const headers = { ...type, 'content-encoding': 'gzip' };
    const answer = await exchange(await receiverUrl(), { headers, body: gzipSync(body) });
    expect(answer.status).toBe(200);
  });

  it('may be compressed with deflate, which some SDKs offer', async () => {
    const headers = { ...AS_PROTOBUF, 'content-encoding': 'deflate' };
    const url = await receiverUrl();
    expect((await exchange(url, { headers, body: deflateSync(PROTOBUF) })).status).toBe(200);
    const torn = await exchange(url, { headers, body: deflateSync(PROTOBUF).subarray(0, -5) });
    expect([torn.status, codeOf(torn)]).toEqual([400, 'malformed_body']);
  });

  it('may say identity', async () => {
    const headers = { ...AS_PROTOBUF, 'content-encoding': 'identity' };
    expect((await exchange(await receiverUrl(), { headers, body: PROTOBUF })).status).toBe(200);
  });

  it('may come in chunks', async () => {
    const { hostname, port, host } = new URL(await receiverUrl());
    const half = PROTOBUF.length >> 1;
    const chunk = (bytes: Uint8Array) =>
      Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
    const answer = await rawExchange(hostname, Number(port), [
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/x-protobuf\r\nTransfer-Encoding: chunked\r\n\r\n`,
      chunk(PROTOBUF.subarray(0, half)),
      chunk(PROTOBUF.subarray(half)),
      '0\r\n\r\n',
    ]);
    expect(answer.status).toBe(200);
  });

  it.each([
    ['protobuf', AS_PROTOBUF, ''],
    ['JSON', AS_JSON, '{}'],
    ['gzip', { ...AS_PROTOBUF, 'content-encoding': 'gzip' }, gzipSync('')],
  ])('may be empty: %s', async (_name, headers, body) => {
    expect((await exchange(await receiverUrl(), { headers, body })).status).toBe(200);
  });

  it('keeps its connection for the next one', async () => {
    const { hostname, port, host } = new URL(await receiverUrl());
    const head = (connection: string) =>
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nConnection: ${connection}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
    const bytes = (await rawExchange(hostname, Number(port), [head('keep-alive'), head('close')])).body.toString();
    expect(bytes).toContain('HTTP/1.1 200 OK');
  });
});

describe('a request that is taken in part', () => {
  const partial = traceRequest('shop', [
    span('0000000000000005', {}),
    span('0000000000000006', { traceId: bytesOfHex('00') }),
  ]);

  it('is answered 200 with the count and the reason: JSON', async () => {
    const answer = await exchange(await receiverUrl(), { headers: AS_JSON, body: encodeOtlpJson(partial) });
    expect(answer.status).toBe(200);
    const { partialSuccess } = JSON.parse(answer.body.toString());
    expect(partialSuccess.rejectedSpans).toBe('1');
    expect(partialSuccess.errorMessage).toContain('trace');
  });

  it('is answered 200 with the count and the reason: protobuf', async () => {
    const answer = await exchange(await receiverUrl(), { headers: AS_PROTOBUF, body: encodeOtlpProtobuf(partial) });
    expect(answer.status).toBe(200);
    const { partialSuccess } = RESPONSE.toObject(RESPONSE.decode(answer.body), { longs: String });
    expect(partialSuccess.rejectedSpans).toBe('1');
    expect(partialSuccess.errorMessage).toContain('trace');
  });
});

describe('a request that is refused', () => {
  it.each([
    ['protobuf that cannot be decoded', AS_PROTOBUF, Buffer.from('ffffffffff', 'hex'), 400, 'malformed_body'],
    ['JSON that cannot be decoded', AS_JSON, '{"resourceSpans":[', 400, 'malformed_body'],
    ['gzip that is none', { ...AS_JSON, 'content-encoding': 'gzip' }, JSON_BODY, 400, 'malformed_body'],
    [
      'gzip that breaks off',
      { ...AS_JSON, 'content-encoding': 'gzip' },
      gzipSync(JSON_BODY).subarray(0, -9),
      400,
      'malformed_body',
    ],
    ['an unknown content type', { 'content-type': 'text/plain' }, JSON_BODY, 415, 'unsupported_media_type'],
    [
      'JSON that is not UTF-8',
      { 'content-type': 'application/json; charset=latin1' },
      JSON_BODY,
      415,
      'unsupported_media_type',
    ],
    ['no content type', {}, JSON_BODY, 415, 'unsupported_media_type'],
    ['an unknown encoding', { ...AS_JSON, 'content-encoding': 'br' }, JSON_BODY, 415, 'unsupported_encoding'],
    ['gzip twice', { ...AS_JSON, 'content-encoding': 'gzip, gzip' }, JSON_BODY, 415, 'unsupported_encoding'],
  ])('%s', async (_name, headers, body, status, code) => {
    const answer = await exchange(await receiverUrl(), { headers: headers as Record<string, string>, body });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it('has a google.rpc.Status in its own type', async () => {
    const url = await receiverUrl();
    const asProtobuf = await exchange(url, { headers: AS_PROTOBUF, body: Buffer.from('ff', 'hex') });
    expect(asProtobuf.headers['content-type']).toBe('application/x-protobuf');
    expect(STATUS.toObject(STATUS.decode(asProtobuf.body))).toMatchObject({ code: 3 });
    const asJson = await exchange(url, { headers: AS_JSON, body: '[' });
    expect(asJson.headers['content-type']).toBe('application/json');
    expect(JSON.parse(asJson.body.toString())).toMatchObject({ code: 3 });
  });

  it('for its method, is told which fits', async () => {
    const answer = await exchange(await receiverUrl(), { method: 'GET' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(codeOf(answer)).toBe('method_not_allowed');
  });

  it.each(['/v1/metrics', '/v1/logs', '/v1development/profiles'])('for its signal: %s', async (path) => {
    const answer = await exchange(await receiverUrl(), { path, headers: AS_PROTOBUF, body: PROTOBUF });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'signal_not_supported']);
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it('for its path, is told the right one', async () => {
    const answer = await exchange(await receiverUrl(), { path: '/', headers: AS_JSON, body: JSON_BODY });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    expect(answer.body.toString()).toContain('/v1/traces');
  });
});

describe('limits of size', () => {
  const limits = { maxBodyBytes: 10_000, maxInflatedBytes: 50_000 };
  const large = encodeOtlpJson(traceRequest('shop', [span('0000000000000007', { name: 'x'.repeat(60_000) })]));

  it('refuses an announced length before a byte is sent', async () => {
    const headers = { ...AS_JSON, 'content-length': '10001' };
    const answer = await exchange(await receiverUrl({ limits }), { headers, contentLength: false });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large']);
    expect(answer.body.toString()).toContain('10000');
  });

  it('refuses a body in chunks as soon as it is too long', async () => {
    const { hostname, port, host } = new URL(await receiverUrl({ limits }));
    const answer = await rawExchange(hostname, Number(port), [
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      `4e20\r\n${'x'.repeat(20_000)}\r\n0\r\n\r\n`,
    ]);
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large']);
  });

  it('limits what a body inflates to, however small it was sent', async () => {
    const body = gzipSync(large);
    expect(body.length).toBeLessThan(limits.maxBodyBytes);
    const headers = { ...AS_JSON, 'content-encoding': 'gzip' };
    const answer = await exchange(await receiverUrl({ limits }), { headers, body });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large']);
    expect(answer.body.toString()).toContain('50000');
  });

  it('holds no more of a bomb than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    const url = await receiverUrl({ limits: { maxInflatedBytes: 1024 * 1024 } });
    const answer = await exchange(url, { headers: { ...AS_PROTOBUF, 'content-encoding': 'gzip' }, body: bomb });
    expect(answer.status).toBe(413);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
  });
});

describe('when it cannot take more', () => {
  const ingestThatThrows =
    (error: TracelakeError): IngestBody =>
    async () => {
      throw error;
    };

  it.each([
    ['too_busy', 429],
    ['disk_full', 503],
    ['storage_unavailable', 503],
    ['shutting_down', 503],
  ] as const)('%s is %i with Retry-After', async (code, status) => {
    const error = new TracelakeError(code, 'Not now.', { retryAfterSeconds: 7 });
    const url = await receiverUrl({ ingest: ingestThatThrows(error) });
    const answer = await exchange(url, { headers: AS_PROTOBUF, body: PROTOBUF });
    expect(answer).toMatchObject({ status, headers: { 'retry-after': '7' } });
    expect(codeOf(answer)).toBe(code);
  });

  it('answers 500 without a word of what broke', async () => {
    const ingest: IngestBody = async () => {
      throw new Error('/secret/path broke');
    };
    const answer = await exchange(await receiverUrl({ ingest }), { headers: AS_JSON, body: JSON_BODY });
    expect([answer.status, codeOf(answer)]).toEqual([500, 'internal']);
    expect(answer.body.toString()).not.toContain('secret');
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it('tells a second sender to wait when the first fills the budget', async () => {
    const { ingest, first, release } = heldIngest();
    const url = await receiverUrl({ ingest, limits: { maxInflightBytes: PROTOBUF.length + 10 } });
    const slow = exchange(url, { headers: AS_PROTOBUF, body: PROTOBUF });
    await first;
    const refused = await exchange(url, { headers: AS_PROTOBUF, body: PROTOBUF });
    expect([refused.status, codeOf(refused)]).toEqual([429, 'too_busy']);
    release();
    expect((await slow).status).toBe(200);
    expect((await exchange(url, { headers: AS_PROTOBUF, body: PROTOBUF })).status).toBe(200);
  });
});

describe('who may send', () => {
  it.each(['127.0.0.1', 'localhost:4318', '[::1]:4318', 'LOCALHOST'])('Host %s may', async (host) => {
    const answer = await exchange(await receiverUrl(), { headers: { ...AS_JSON, host }, body: '{}' });
    expect(answer.status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil.example:4318'])(
    'Host %s may not',
    async (host) => {
      const answer = await exchange(await receiverUrl(), { headers: { ...AS_JSON, host }, body: '{}' });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden_host']);
    },
  );

  it('a page of another origin may not, nor one without an origin of its own', async () => {
    const url = await receiverUrl();
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await exchange(url, { headers: { ...AS_JSON, origin }, body: '{}' });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden_origin']);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('a page of an allowed origin may, with a preflight', async () => {
    const origin = 'https://app.example';
    const url = await receiverUrl({ rules: { allowedOrigins: [origin] } });
    const preflight = await exchange(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } });
    const answer = await exchange(url, { headers: { ...AS_JSON, origin }, body: '{}' });
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
  });

  it('needs the token where there is one', async () => {
    const url = await receiverUrl({ rules: { token: 'secret-token' } });
    for (const headers of [AS_JSON, { ...AS_JSON, authorization: 'Bearer wrong' }]) {
      const answer = await exchange(url, { headers, body: '{}' });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthorized']);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    const headers = { ...AS_JSON, authorization: 'Bearer secret-token' };
    expect((await exchange(url, { headers, body: '{}' })).status).toBe(200);
  });
});
