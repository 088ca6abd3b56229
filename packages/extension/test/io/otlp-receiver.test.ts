// The receiver's doors: what is taken, what is refused and how, and that reading waits for the answer.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, test } from 'vitest';
import { listenLazily } from '../../src/io/lazy-http-server.ts';
import { otlpHandler, type ReceivedBody } from '../../src/io/otlp-receiver.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function receiver() {
  const bodies: ReceivedBody[] = [];
  const refused: string[] = [];
  const handler = otlpHandler({
    onBody: (body) => void bodies.push(body),
    onRefused: (reason) => refused.push(reason),
  });
  const server = await listenLazily('127.0.0.1', 0, async () => handler);
  cleanups.push(server.close);
  const post = (init: RequestInit & { path?: string } = {}) =>
    fetch(`http://127.0.0.1:${server.port}${init.path ?? '/v1/traces'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      ...init,
    });
  return { bodies, refused, post, port: server.port };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a body', () => {
  it('that nobody can read, since what reads it cannot be loaded, is counted and gives its room back', async () => {
    const refused: string[] = [];
    const handler = otlpHandler({
      onBody: () => Promise.reject(new Error('too many open files')),
      onRefused: (reason) => refused.push(reason),
    });
    const server = await listenLazily('127.0.0.1', 0, async () => handler);
    cleanups.push(server.close);
    const body = `{${' '.repeat(5_000_000)}}`;
    for (let i = 0; i < 2; i++) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      expect((await fetch(`http://127.0.0.1:${server.port}/v1/traces`, init)).status).toBe(200);
    }
    await settled();
    expect(refused).toEqual(['body_malformed', 'body_malformed']);
  });

  it('of 50 spans does not wait with the large ones for one whose sender stopped in its middle', async () => {
    const { bodies, post, port } = await receiver();
    const stopped = request({ port, method: 'POST', path: '/v1/traces' });
    cleanups.push(() => stopped.destroy());
    stopped.on('error', () => {});
    stopped.setHeader('content-type', 'application/json').setHeader('content-length', 8_000_000);
    stopped.write('{"resourceSpans":[');
    await settled();
    const answered: string[] = [];
    const send = async (name: string, bytes: number) => {
      expect((await post({ body: `{${' '.repeat(bytes)}}` })).status).toBe(200);
      answered.push(name);
    };
    const large = send('large', 3_000_000);
    await settled();
    await Promise.all([large, send('small', 60_000)]);
    expect(answered).toEqual(['small', 'large']);
    await settled();
    expect(bodies).toHaveLength(2);
  });

  it('is answered in its own format and handed on', async () => {
    const { bodies, post } = await receiver();
    const json = await post({ body: '{"resourceSpans":[]}' });
    expect([json.status, await json.text()]).toEqual([200, '{}']);
    const protobuf = await post({
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array([0x0a, 1, 0x2a]),
    });
    expect([protobuf.status, protobuf.headers.get('content-type'), await protobuf.text()]).toEqual([
      200,
      'application/x-protobuf',
      '',
    ]);
    await settled();
    expect(bodies.map(({ bytes, format }) => [Buffer.from(bytes).toString(), format])).toEqual([
      ['{"resourceSpans":[]}', 'otlpJson'],
      ['\n\x01*', 'otlpProtobuf'],
    ]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('is decompressed: %s', async (encoding, compress) => {
    const { bodies, refused, post } = await receiver();
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-encoding': encoding };
    const status = async (body: Uint8Array<ArrayBuffer>) => (await post({ headers, body })).status;
    const text = compress('{"a":1}') as Buffer<ArrayBuffer>;
    expect(await status(text)).toBe(200);
    expect(await status(text.subarray(0, -5))).toBe(400);
    expect(await status((compress('damaged') as Buffer<ArrayBuffer>).fill(0, 10))).toBe(400);
    expect(await status(compress('{"a":') as Buffer<ArrayBuffer>)).toBe(400);
    expect(await status(compress(Buffer.alloc(9 * 1_024 * 1_024)) as Buffer<ArrayBuffer>)).toBe(413);
    await settled();
    expect(bodies.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['{"a":1}']);
    expect(refused).toEqual(['body_malformed', 'body_malformed', 'body_malformed', 'body_too_large']);
  });

  it.each([
    ['http://127.0.0.1:4318/v1/traces', 200],
    ['HTTP://localhost:4318/v1/traces?a=b', 200],
    ['http://127.0.0.1:4318/v1/metrics', 404],
    ['http://127.0.0.1:4318', 404],
    ['http://example.com/v1/traces', 403],
    ['http://me@127.0.0.1/v1/traces', 403],
    ['http:///v1/traces', 403],
  ])('sent to a whole URL, as to a proxy: %s is answered with %i', async (path, status) => {
    const { port, bodies } = await receiver();
    const headers = { 'content-type': 'application/json', host: 'localhost' };
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers });
    sent.end('{}');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    await once(answer.resume(), 'end');
    await settled();
    expect([answer.statusCode, bodies.length]).toEqual([status, status === 200 ? 1 : 0]);
  });

  it('that is refused is read to its end, so that its sender sees the answer', async () => {
    const { port } = await receiver();
    for (const [path, status] of [
      ['/v1/traces', 413],
      ['/v1/logs', 404],
    ] as const) {
      const headers = { 'content-type': 'application/json', 'content-length': 30 << 20 };
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers });
      const answered = once(sent, 'response');
      sent.end(Buffer.alloc(30 << 20, ' '));
      const [answer] = (await answered) as [IncomingMessage];
      await once(answer.resume(), 'end');
      expect(answer.statusCode).toBe(status);
    }
  });

  it('whose sender leaves while it waits for room leaves no trace', async () => {
    const { port, post, bodies } = await receiver();
    const headers = { 'content-type': 'application/json', 'content-length': 8 << 20 };
    const senders = Array.from({ length: 3 }, () => {
      const sent = request({ port, host: '127.0.0.1', path: '/v1/traces', method: 'POST', headers });
      sent.on('error', () => {}).write('{');
      return sent;
    });
    await settled();
    for (const sent of senders) sent.destroy();
    await settled();
    const statuses = await Promise.all(Array.from({ length: 4 }, async () => (await post()).status));
    expect(statuses).toEqual([200, 200, 200, 200]);
    await settled();
    expect(bodies).toHaveLength(4);
  });

  test.each([
    ['to another path', 404, { path: '/v1/metrics' }],
    ['that is no gzip', 400, { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }],
    ['that is cut', 400, { body: '{"resourceSpans":[' }],
    ['of another type', 415, { headers: { 'content-type': 'text/plain' } }],
    ['whose type is no type', 415, { headers: { 'content-type': 'constructor' } }],
    ['of another encoding', 415, { headers: { 'content-type': 'application/json', 'content-encoding': 'br' } }],
    ['by another method', 405, { method: 'PUT' }],
    ['from a page', 403, { headers: { 'content-type': 'application/json', origin: 'https://example.com' } }],
    ['that is too large', 413, { body: new Uint8Array(8 * 1_024 * 1_024 + 1) }],
  ] as const)('%s is refused with %i', async (_, status, init) => {
    const { bodies, post } = await receiver();
    const answer = await post(init as RequestInit);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { message: string }).message).toMatch(/\w/);
    await settled();
    expect(bodies).toEqual([]);
  });
});
