// HTTP as exporters write it, and as none should: whatever pieces it comes in, each request has its answer, in order, and nothing is taken for another's.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { listenLazily, type RequestHandler } from '../../src/io/lazy-http-server.ts';

const LIMIT = 100_000;
const cleanups: (() => unknown)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Says what it was asked. */
const echo: RequestHandler = async ({ method, target, body }, reply) => {
  const content = await body(LIMIT).catch(() => undefined);
  if (content === undefined) return;
  if (content === null) reply(413);
  else reply(200, { 'x-request': `${method} ${target}` }, content);
};

async function connected(handler: RequestHandler = echo): Promise<Socket> {
  const server = await listenLazily('127.0.0.1', 0, async () => handler);
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  cleanups.push(server.close, () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** All that is answered until the server ends the connection. */
async function answersTo(sent: string | Buffer, handler?: RequestHandler): Promise<string> {
  const socket = await connected(handler);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  socket.end(sent);
  await once(socket, 'close');
  return received;
}

function post(body: string, extra = ''): string {
  return `POST /a HTTP/1.1\r\nHost: h\r\n${extra}Content-Length: ${body.length}\r\n\r\n${body}`;
}

function chunked(...pieces: string[]): string {
  const chunks = pieces.map((piece) => `${piece.length.toString(16)};x=y\r\n${piece}\r\n`);
  return `PUT /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n${chunks.join('')}0\r\nTrailer: t\r\n\r\n`;
}

const refusal = (status: number) => `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;

const answer = (line: string, body: string) =>
  `HTTP/1.1 200 OK\r\nx-request: ${line}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

test('requests of one connection are answered in order, however they are cut', async () => {
  const body = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ' '), maxLength: 30 });
  const request = fc.oneof(
    body.map((text) => ({ sent: post(text), answered: answer('POST /a', text) })),
    fc
      .array(
        body.filter((text) => text !== ''),
        { maxLength: 4 },
      )
      .map((pieces) => ({ sent: chunked(...pieces), answered: answer('PUT /b', pieces.join('')) })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(400)),
      async (requests, cuts) => {
        const socket = await connected();
        let received = '';
        socket.on('data', (chunk) => (received += chunk.toString('latin1')));
        const sent = requests.map((one) => one.sent).join('');
        const places = [0, ...cuts.filter((cut) => cut < sent.length).sort((a, b) => a - b), sent.length];
        for (const [i, place] of places.slice(1).entries()) {
          socket.write(sent.slice(places[i], place), 'latin1');
          await new Promise((resolve) => setImmediate(resolve));
        }
        socket.end();
        await once(socket, 'close');
        expect(received).toBe(requests.map((one) => one.answered).join(''));
      },
    ),
    { numRuns: 40 },
  );
});

describe('refused, and the connection ended', () => {
  test.each([
    ['no request', 'hello\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    ['a version to come', 'GET / HTTP/2.0\r\n\r\n', 400],
    ['a field without a name', 'GET / HTTP/1.1\r\n: x\r\n\r\n', 400],
    ['a folded field', 'GET / HTTP/1.1\r\nA: x\r\n y\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nContent-Length : 1\r\n\r\nx', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400],
    ['a length that is none', 'POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx', 400],
    ['a length and chunks', 'POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['an encoding that is not known', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 400],
    ['a chunk without a size', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 400],
    ['a chunk longer than it says', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n', 400],
    ['lines without their first end', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n', 400],
    ['a head without an end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}`, 431],
    ['a head that is too long', `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s', async (_, sent, status) => {
    const received = await answersTo(Buffer.from(`${sent}${post('smuggled')}`, 'latin1'));
    expect(received).toBe(refusal(status));
  });

  // Whoever sends it waits for an answer, and sends no more.
  test.each([
    ['the first bytes of TLS', '\x16\x03\x01\x00\xc8\x01\x00'],
    ['lines without CR', post('a').replaceAll('\r\n', '\n')],
    ['a line without CR behind one that has it', 'GET / HTTP/1.1\r\nHost: h\n'],
    ['small letters', 'post / HTTP/1.1\r\n'],
  ])('at once: %s', async (_, sent) => {
    const socket = await connected();
    socket.write(sent, 'latin1');
    const [received] = await once(socket, 'data');
    expect(String(received)).toBe(refusal(400));
  });
});

test('a body beyond the limit is passed over, and the next request is answered', async () => {
  const large = 'x'.repeat(LIMIT + 1);
  const received = await answersTo(post(large) + chunked(large) + post('next'));
  const refused = 'HTTP/1.1 413 Refused\r\ncontent-length: 0\r\n\r\n';
  expect(received).toBe(refused + refused + answer('POST /a', 'next'));
});

test('a request that is answered before its body is read has that passed over', async () => {
  const received = await answersTo(post('x'.repeat(300_000)) + chunked('ab'), (_request, reply) => reply(404));
  expect(received).toBe('HTTP/1.1 404 Refused\r\ncontent-length: 0\r\n\r\n'.repeat(2));
});

test('who waits for the word to send a body has it, and only where the body is wanted', async () => {
  const socket = await connected();
  socket.write('POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  socket.write('ok');
  expect(String((await once(socket, 'data'))[0])).toBe(answer('POST /a', 'ok'));
  const refused = await connected((_request, reply) => reply(404));
  refused.write('POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
  expect(String((await once(refused, 'data'))[0])).toBe(
    'HTTP/1.1 404 Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
  );
  await once(refused, 'end');
});

test('the connection ends with the answer where the sender says so, or is of HTTP/1.0', async () => {
  for (const [sent, connection] of [
    [`${post('a', 'Connection: Close\r\n')}${post('b')}`, 'close'],
    [`POST /a HTTP/1.0\r\nContent-Length: 1\r\n\r\na${post('b')}`, 'close'],
  ]) {
    const socket = await connected();
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.write(sent!);
    await once(socket, 'end');
    expect(received).toBe(answer('POST /a', 'a').replace('x-request', `connection: ${connection}\r\nx-request`));
  }
  const kept = await answersTo(`POST /a HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na${post('b')}`);
  expect(kept).toContain('connection: keep-alive\r\n');
  expect(kept.endsWith(answer('POST /a', 'b'))).toBe(true);
});

test('HEAD has no body in its answer', async () => {
  const received = await answersTo('HEAD /a HTTP/1.1\r\n\r\n', (_request, reply) => reply(405, {}, Buffer.from('no')));
  expect(received).toBe('HTTP/1.1 405 Refused\r\ncontent-length: 2\r\n\r\n');
});

test('who leaves in the middle of a body is noticed', async () => {
  let isLeft: (value: string) => void = () => {};
  const left = new Promise<string>((resolve) => (isLeft = resolve));
  const socket = await connected(({ body }) => body(LIMIT).catch(({ message }) => isLeft(message)));
  socket.write(post('x'.repeat(50_000)).slice(0, 30_000));
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  expect(await left).toBe('the sender left');
});

test('a sender whose body nobody has asked for waits', async () => {
  let ask: () => void = () => {};
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const body = 'x'.repeat(8_000_000);
  const socket = await connected(async (request, reply) => {
    await asked;
    reply(200, {}, Buffer.from(String((await request.body(body.length))?.length)));
  });
  const isSent = new Promise((resolve) => socket.write(post(body), resolve));
  // More than sockets hold on their way.
  expect(await Promise.race([isSent, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])).toBe('waits');
  ask();
  expect(String((await once(socket, 'data'))[0])).toMatch(/\r\n\r\n8000000$/);
});
