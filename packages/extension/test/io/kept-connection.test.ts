// A connection by hand: kept, ended and begun anew as answers say, over TLS as well.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createKeptConnection, type KeptConnection } from '../../src/io/kept-connection.ts';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './localhost-certificate.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answer = (socket: Socket) => void;

/** Answers whole requests (their body is "body") in turn; `connections` are those that were opened. */
async function listen<T extends Socket>(make: (onSocket: (socket: T) => void) => Server, answers: Answer[]) {
  const connections: T[] = [];
  const requests: string[] = [];
  const server = make((socket) => {
    connections.push(socket);
    let text = '';
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        text += chunk;
        if (!text.endsWith('\r\n\r\nbody')) return;
        requests.push(text);
        text = '';
        answers.shift()?.(socket);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { connections, requests, port: (server.address() as AddressInfo).port };
}

async function stand(...answers: Answer[]) {
  const { port, ...server } = await listen<Socket>((onSocket) => createServer(onSocket), answers);
  const clock = { nowMs: 1_800_000_000_000 };
  const connection = createKeptConnection(new URL(`http://127.0.0.1:${port}/`), () => clock.nowMs);
  cleanups.push(() => connection.drop());
  return { ...server, port, clock, post: (timeoutMs?: number) => post(connection, undefined, timeoutMs), connection };
}

function post(
  connection: KeptConnection,
  headers: Readonly<Record<string, string>> = { 'x-a': 'b' },
  timeoutMs = 2_000,
) {
  return connection.post({ path: '/', headers, body: Buffer.from('body'), timeoutMs });
}

const whole = (body: string, headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const answered = (body: string) => ({ kind: 'answered', answer: { status: 200, body } });

describe('a kept connection', () => {
  it('takes one request after the other, and answers in pieces', async () => {
    const { connections, requests, port, post } = await stand(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-');
        setImmediate(() => socket.write('Length: 2\r\n\r\n{'));
        setImmediate(() => setImmediate(() => socket.write('}')));
      },
      (socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n2\r\n0\r\n\r\n'),
    );
    expect(await post()).toMatchObject(answered('{}'));
    expect(await post()).toMatchObject(answered('2'));
    expect(connections.length).toBe(1);
    expect(requests[0]).toBe(`POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-a: b\r\ncontent-length: 4\r\n\r\nbody`);
  });

  it.each<[string, Answer]>([
    ['says so', (socket) => socket.write(whole('1', 'Connection: close\r\n'))],
    ['has no length and ends with its connection', (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n1')],
  ])('begins anew behind an answer that %s', async (_, answer) => {
    const { connections, post } = await stand(answer, (socket) => socket.write(whole('2')));
    expect(await post()).toMatchObject(answered('1'));
    expect(await post()).toMatchObject(answered('2'));
    expect(connections.length).toBe(2);
  });

  it.each<[string, Answer]>([
    ['is no HTTP', (socket) => socket.write('+OK\r\n\r\n')],
    ['is longer than any', (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1_100_000)}`)],
    ['is cut off', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n12')],
  ])('fails with an answer that %s, and begins anew', async (_, answer) => {
    const { connections, post } = await stand(answer, (socket) => socket.write(whole('2')));
    const failed = { kind: 'failed', isUnreachable: false, isKeptSocket: false, isTimeout: false };
    expect(await post()).toMatchObject(failed);
    expect(await post()).toMatchObject(answered('2'));
    expect(connections.length).toBe(2);
  });

  it('leaves the connection to the next request where the answer came in a pause that was longer than its time', async () => {
    const { connections, requests, post } = await stand(
      (socket) => {
        socket.write(whole('1'));
        const until = Date.now() + 150;
        while (Date.now() < until);
      },
      (socket) => setTimeout(() => socket.write(whole('2')), 20),
    );
    expect(await post(100)).toMatchObject(answered('1'));
    expect(await post()).toMatchObject(answered('2'));
    expect([connections.length, requests.length]).toEqual([1, 2]);
  });

  it('begins anew behind a freeze after which the other side may have ended it, and is kept over a shorter one', async () => {
    const { connections, clock, post } = await stand(
      ...['1', '2', '3'].map(
        (body): Answer =>
          (socket) =>
            socket.write(whole(body)),
      ),
    );
    await post();
    clock.nowMs += 40_000;
    expect(await post()).toMatchObject(answered('2'));
    expect(connections.length).toBe(1);
    clock.nowMs += 60_000;
    expect(await post()).toMatchObject(answered('3'));
    expect(connections.length).toBe(2);
  });

  it('sends no header that would be two', async () => {
    const { connection, requests } = await stand();
    await expect(post(connection, { 'x-a': 'b\r\nx-c: d' })).rejects.toThrow('a header has a line feed');
    expect(requests).toEqual([]);
  });

  it('speaks TLS: to the name it was given, over one connection, and the next goes on with its session', async () => {
    const identity = { cert: LOCALHOST_CERTIFICATE, key: LOCALHOST_KEY };
    const answer: Answer = (socket) => {
      const { servername, isSessionReused } = socket as TLSSocket;
      socket.write(whole(`${servername || 'nobody'} ${isSessionReused.call(socket)}`));
    };
    const { connections, port } = await listen<TLSSocket>(
      (onSocket) => createTlsServer(identity, onSocket),
      [answer, answer, answer],
    );
    const connection = createKeptConnection(new URL(`https://localhost:${port}/`));
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    cleanups.push(
      () => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED,
      () => connection.drop(),
    );
    expect(await post(connection)).toMatchObject(answered('localhost false'));
    expect(await post(connection)).toMatchObject(answered('localhost false'));
    expect(connections.length).toBe(1);
    connection.drop();
    expect(await post(connection)).toMatchObject(answered('localhost true'));
  });
});
