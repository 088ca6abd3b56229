// The receiver's connections: slow, torn, too many, no HTTP, and its end.
import { randomBytes } from 'node:crypto';
import { Agent, maxHeaderSize, request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { describe, expect, it } from 'vitest';
import { span, text, traceRequest } from '../support/sample-spans.ts';
import { exchange, parseAnswer, rawExchange } from './raw-exchange.ts';
import { AS_JSON, AS_PROTOBUF, codeOf, heldIngest, PROTOBUF, useReceivers } from './receiver-fixture.ts';

const { receiverUrl, open } = useReceivers();

/** Keeps its connection. */
function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: AS_JSON }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!));
    });
    sent.on('error', reject).end('{}');
  });
}

describe('connections', () => {
  it('answers Expect: 100-continue before the body is sent', async () => {
    const { hostname, port, host } = new URL(await receiverUrl());
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`,
    );
    const first = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(first).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    const rest: Buffer[] = [];
    socket.on('data', (data) => rest.push(data));
    socket.write('{}');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(parseAnswer(Buffer.concat(rest)).status).toBe(200);
  });

  it('refuses at Expect: 100-continue what it would refuse anyway', async () => {
    const { hostname, port, host } = new URL(await receiverUrl({ limits: { maxBodyBytes: 1 } }));
    const answer = await rawExchange(hostname, Number(port), [
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`,
    ]);
    expect(answer.status).toBe(413);
  });

  it.each([
    ['says its size', `Content-Length: ${40_000_000}`, (bytes: Buffer) => [bytes]],
    [
      'is chunked',
      'Transfer-Encoding: chunked',
      (bytes: Buffer) => [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n'],
    ],
  ])(
    'tells a sender that keeps no connection, and reads nothing before all is sent, why his large body is refused: it %s',
    async (_, length, framed) => {
      const { hostname, port, host } = new URL(await receiverUrl({ limits: { maxBodyBytes: 1_000_000 } }));
      const socket = connect(Number(port), hostname);
      const failed = new Promise<never>((_resolve, reject) => socket.on('error', reject));
      const write = (part: string | Uint8Array) => new Promise<void>((resolve) => socket.write(part, () => resolve()));
      await write(
        `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
      );
      const piece = Buffer.alloc(1_000_000);
      for (let n = 0; n < 40; n++) for (const part of framed(piece)) await Promise.race([write(part), failed]);
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      await Promise.race([new Promise((resolve) => socket.once('end', resolve)), failed]);
      expect(parseAnswer(Buffer.concat(chunks)).status).toBe(413);
      socket.destroy();
    },
  );

  it('tells the same to one that was told to go on, and only then is refused', async () => {
    const { hostname, port, host } = new URL(await receiverUrl({ limits: { maxBodyBytes: 1_000_000 } }));
    const socket = connect(Number(port), hostname);
    const failed = new Promise<never>((_resolve, reject) => socket.on('error', reject));
    failed.catch(() => undefined);
    const write = (part: string | Uint8Array) => new Promise<void>((resolve) => socket.write(part, () => resolve()));
    const head = `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
    const goOn = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    await write(`${head}Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`);
    expect(await goOn).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.pause();
    const piece = Buffer.alloc(1_000_000);
    for (let n = 0; n < 40; n++) {
      for (const part of [`${piece.length.toString(16)}\r\n`, piece, '\r\n']) await Promise.race([write(part), failed]);
    }
    await Promise.race([write('0\r\n\r\n'), failed]);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).resume();
    const statuses = () =>
      [
        ...Buffer.concat(chunks)
          .toString()
          .matchAll(/HTTP\/1\.1 (\d+)/g),
      ].map((match) => match[1]);
    await expect.poll(statuses).toEqual(['413']);
    // The connection is as good as before.
    await write(`${head}Content-Length: 2\r\n\r\n{}`);
    await expect.poll(statuses).toEqual(['413', '200']);
    socket.destroy();
  });

  it('does not wait for ever for a slow sender', async () => {
    const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400 };
    const { hostname, port, host } = new URL(await receiverUrl({ limits }));
    const answer = await rawExchange(hostname, Number(port), [
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    ]);
    expect(answer.status).toBe(408);
    expect(JSON.parse(answer.body.toString()).message).toMatch(/^request_timeout: .*400 ms\. Send it faster/);
  });

  it('waits no longer for one that sends a byte now and then', async () => {
    const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400 };
    const url = await receiverUrl({ limits });
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    socket.on('data', (data) => received.push(data));
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write('['), 50);
    expect((await exchange(url, { headers: AS_JSON, body: '{}' })).status).toBe(200);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    expect(parseAnswer(Buffer.concat(received)).status).toBe(408);
  });

  it('frees what a slow sender holds, though he never closes his side', async () => {
    const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400, maxInflightBytes: 1000, maxBodyBytes: 10_000 };
    const url = await receiverUrl({ limits });
    const { hostname, port, host } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-protobuf\r\nContent-Length: 2000\r\n\r\n${'x'.repeat(990)}`,
    );
    const received: Buffer[] = [];
    socket.on('data', (data) => received.push(data));
    await expect.poll(() => open[0]!.counts().errors['request_timeout'], { timeout: 5000 }).toBe(1);
    await expect.poll(() => received.length, { timeout: 5000 }).toBeGreaterThan(0);
    const answer = parseAnswer(Buffer.concat(received));
    expect([answer.status, answer.headers['content-type']]).toEqual([408, 'application/x-protobuf']);
    await expect
      .poll(async () => (await exchange(url, { headers: AS_PROTOBUF, body: PROTOBUF })).status, { timeout: 5000 })
      .toBe(200);
    socket.destroy();
  });

  it.each([
    ['identity', Buffer.alloc(80_000)],
    ['gzip', gzipSync(randomBytes(80_000))],
  ])(
    'takes the place of one that stops in the middle of a large body for those that come: %s',
    async (encoding, body) => {
      const limits = { maxInflightBytes: 100_000, requestTimeoutMs: 60_000 };
      const url = await receiverUrl({ limits });
      const { hostname, port, host } = new URL(url);
      const head = `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Encoding: ${encoding}\r\nConnection: close\r\n`;
      const stopped = rawExchange(hostname, Number(port), [
        `${head}Content-Length: ${body.length}\r\n\r\n`,
        body.subarray(0, -100),
      ]);
      const large = encodeOtlpProtobuf(
        traceRequest('shop', [span('0000000000000001', { attributes: [text('note', 'x'.repeat(50_000))] })]),
      );
      const statusOfLarge = async () => (await exchange(url, { headers: AS_PROTOBUF, body: large })).status;
      await expect.poll(statusOfLarge).toBe(429);
      await expect.poll(statusOfLarge, { timeout: 10_000 }).toBe(200);
      const answer = await stopped;
      expect([answer.status, answer.headers['retry-after']]).toEqual([429, '1']);
      expect(JSON.parse(answer.body.toString()).message).toMatch(/^too_busy: \d+ bytes of this body came more slowly/);
    },
  );

  it('says so to what is no HTTP', async () => {
    const { hostname, port } = new URL(await receiverUrl());
    const answer = await rawExchange(hostname, Number(port), ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']);
    expect([answer.status, JSON.parse(answer.body.toString()).message]).toEqual([400, expect.stringContaining('gRPC')]);
  });

  it('names the limit of headers to who sends too many', async () => {
    const { hostname, port, host } = new URL(await receiverUrl());
    const answer = await rawExchange(hostname, Number(port), [
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nCookie: ${'x'.repeat(maxHeaderSize)}\r\n\r\n`,
    ]);
    expect([answer.status, answer.headers['content-type']]).toEqual([431, 'application/json']);
    expect(JSON.parse(answer.body.toString()).message).toMatch(
      new RegExp(`^headers_too_large: .* ${maxHeaderSize} bytes\\. Send fewer or shorter headers`),
    );
    expect(open[0]!.counts().errors).toEqual({ headers_too_large: 1 });
  });

  it('drops what is beyond its connections, and counts it', async () => {
    const url = await receiverUrl({ limits: { maxConnections: 1 } });
    const { hostname, port, host } = new URL(url);
    const first = connect(Number(port), hostname);
    first.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n`,
    );
    await expect.poll(() => open[0]!.counts().requests).toBe(1);
    const second = connect(Number(port), hostname);
    await new Promise((resolve) => second.once('close', resolve));
    expect(open[0]!.counts().errors).toEqual({ too_many_connections: 1 });
    first.destroy();
  });

  it('lets idle connections make room for who comes to a full house', async () => {
    const url = await receiverUrl({ limits: { maxConnections: 4 } });
    const agents = Array.from({ length: 12 }, () => new Agent({ keepAlive: true }));
    const statuses: number[] = [];
    for (const agent of agents) statuses.push(await statusOf(`${url}/v1/traces`, agent));
    expect(statuses).toEqual(agents.map(() => 200));
    expect(open[0]!.counts().errors).toEqual({});
    for (const agent of agents) agent.destroy();
  });

  it('lets those make room that never sent anything', async () => {
    const url = await receiverUrl({ limits: { maxConnections: 4 } });
    const { hostname, port } = new URL(url);
    const silent = Array.from({ length: 12 }, () => connect(Number(port), hostname).on('error', () => {}));
    await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect((await exchange(url, { headers: AS_JSON, body: '{}' })).status).toBe(200);
    for (const socket of silent) socket.destroy();
  });

  it('goes on when a sender leaves in the middle of its body', async () => {
    const url = await receiverUrl();
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    expect((await exchange(url, { headers: AS_JSON, body: '{}' })).status).toBe(200);
  });

  it.each([
    ['ends its side', 'sender_gone', 'Content-Length: 100\r\n\r\n{', 'end'],
    ['ends its side in a chunk', 'sender_gone', 'Transfer-Encoding: chunked\r\n\r\n10\r\n{', 'end'],
    ['is gone', 'sender_gone', 'Content-Length: 100\r\n\r\n{', 'reset'],
    ['sends no chunk', 'invalid_request', 'Transfer-Encoding: chunked\r\n\r\nZZ\r\n{', 'wait'],
    ['is too slow', 'request_timeout', 'Content-Length: 100\r\n\r\n{', 'wait'],
  ])('counts a sender once that %s in the middle of its body: %s', async (_, code, rest, end) => {
    const { hostname, port, host } = new URL(
      await receiverUrl({ limits: { headersTimeoutMs: 200, requestTimeoutMs: 400 } }),
    );
    const socket = connect(Number(port), hostname).resume();
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${rest}`);
    await expect.poll(() => open[0]!.counts().requests).toBe(1);
    if (end === 'end') socket.end();
    if (end === 'reset') socket.resetAndDestroy();
    await expect.poll(() => open[0]!.counts().errors, { timeout: 5000 }).not.toEqual({});
    // Who stays is cut off a second after the answer.
    await new Promise((resolve) => (socket.closed ? resolve(null) : socket.once('close', resolve)));
    await exchange(`http://${host}`, { headers: AS_JSON, body: '{}' });
    expect(open[0]!.counts().errors).toEqual({ [code]: 1 });
  });

  it('finishes what is under way when it stops, and refuses what comes after', async () => {
    const { ingest, first, release } = heldIngest();
    const url = await receiverUrl({ ingest });
    const { hostname, port, host } = new URL(url);
    const idle = connect(Number(port), hostname);
    await new Promise((resolve) => idle.once('connect', resolve));
    const underWay = exchange(url, { headers: AS_PROTOBUF, body: PROTOBUF });
    await first;
    const closing = open.pop()!.close();
    const late: Buffer[] = [];
    idle.on('data', (data) => late.push(data));
    idle.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    await new Promise((resolve) => idle.once('close', resolve));
    const refused = parseAnswer(Buffer.concat(late));
    expect([refused.status, codeOf(refused)]).toEqual([503, 'shutting_down']);
    expect(refused.headers['retry-after']).toBeDefined();
    release();
    expect((await underWay).status).toBe(200);
    await closing;
  });

  it('waits for no sender when it stops that has stopped in the middle of its body', async () => {
    const { hostname, port, host } = new URL(await receiverUrl());
    const socket = connect(Number(port), hostname).resume();
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    await expect.poll(() => open[0]!.counts().requests).toBe(1);
    const cutOff = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    await open[0]!.close();
    await cutOff;
    expect(open.pop()!.counts().errors).toEqual({ sender_gone: 1 });
  });

  it('counts what it took and what it refused', async () => {
    const url = await receiverUrl();
    await exchange(url, {
      headers: AS_PROTOBUF,
      body: encodeOtlpProtobuf(traceRequest('counted', [span('0000000000000009', { attributes: [text('a', 'b')] })])),
    });
    await exchange(url, { headers: AS_JSON, body: '[' });
    expect(open[0].counts()).toMatchObject({ requests: 2, spans: 1, rejectedSpans: 0, errors: { malformed_body: 1 } });
  });
});
