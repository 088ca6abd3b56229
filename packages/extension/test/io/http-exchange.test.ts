// HTTP by hand: answers in any pieces, chunked or not, and a kept connection that is gone.

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpExchange, parseAnswer } from '../../src/io/http-exchange.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Answers the requests of all connections in turn. */
async function server(...answers: ((socket: Socket) => void)[]) {
  const requests: string[] = [];
  const listening = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      requests.push(chunk.toString());
      answers.shift()?.(socket);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const exchange = createHttpExchange('127.0.0.1', port);
  cleanups.push(() => {
    exchange.close();
    listening.close();
  });
  return { exchange, requests, port };
}

const whole = (body: string) =>
  `HTTP/1.1 200 OK\r\nX-Id:  a \r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('an exchange', () => {
  it('gives up on an answer that has a time and does not come, also over a kept connection, and asks the next one anew', async () => {
    const { exchange, requests } = await server(
      (socket) => socket.write(whole('1')),
      () => {},
      (socket) => socket.write(whole('3')),
    );
    await exchange.ask({ method: 'GET', path: '/1' });
    await expect(exchange.ask({ method: 'PUT', path: '/2', timeoutMs: 20 })).rejects.toThrow(/closed/);
    expect(await exchange.ask({ method: 'GET', path: '/3' })).toMatchObject({ body: '3' });
    expect(requests.map((request) => request.split(' ')[1])).toEqual(['/1', '/2', '/3']);
  });

  it('hears of a connection that is reset between two questions with the next one, and ends nothing', async () => {
    const { exchange, requests } = await server(
      (socket) => {
        socket.write(whole('1'));
        setTimeout(() => socket.resetAndDestroy(), 20);
      },
      (socket) => socket.write(whole('2')),
    );
    await exchange.ask({ method: 'GET', path: '/1' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await exchange.ask({ method: 'GET', path: '/2' })).toMatchObject({ body: '2' });
    expect(requests).toHaveLength(2);
  });

  it('sends one request after the other over one connection', async () => {
    const { exchange, requests, port } = await server(
      (socket) => socket.write(whole('é')),
      (socket) => socket.write(whole('')),
    );
    const answer = await exchange.ask({ method: 'POST', path: '/x', headers: { A: 'b' }, body: 'ü' });
    expect([answer.status, answer.headers.get('x-id'), answer.body]).toEqual([200, 'a', 'é']);
    expect((await exchange.ask({ method: 'GET', path: '/y' })).body).toBe('');
    expect(requests[0]).toBe(`POST /x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 2\r\nA: b\r\n\r\nü`);
  });

  it('is made again where the kept connection is gone, and fails where a new one is', async () => {
    const { exchange } = await server(
      (socket) => socket.write(whole('1')),
      (socket) => socket.destroy(),
      (socket) => socket.write(whole('2')),
      (socket) => socket.destroy(),
      (socket) => socket.destroy(),
    );
    expect((await exchange.ask({ method: 'GET', path: '/' })).body).toBe('1');
    expect((await exchange.ask({ method: 'GET', path: '/' })).body).toBe('2');
    await expect(exchange.ask({ method: 'GET', path: '/' })).rejects.toThrow();
  });

  it('follows "Connection: close"', async () => {
    const { exchange } = await server(
      (socket) => socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1'),
      (socket) => socket.write(whole('2')),
    );
    expect((await exchange.ask({ method: 'GET', path: '/' })).body).toBe('1');
    expect((await exchange.ask({ method: 'GET', path: '/' })).body).toBe('2');
  });

  it('has an answer without a length when the connection ends', async () => {
    const { exchange } = await server((socket) => {
      socket.write('HTTP/1.0 200 OK\r\n\r\n{"a":');
      setTimeout(() => socket.end('1}'), 20);
    });
    expect((await exchange.ask({ method: 'GET', path: '/' })).body).toBe('{"a":1}');
  });
});

describe('an answer', () => {
  const forms = {
    whole: whole('{"a":"ä"}'),
    chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n6\r\n:"ä"}\r\n0\r\n\r\n',
    'behind a 100': `HTTP/1.1 100 Continue\r\n\r\n${whole('{"a":"ä"}')}`,
  };
  it.each(Object.entries(forms))('that is %s is known when its last byte is here, not before', (_, text) => {
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length++)
      expect(parseAnswer(bytes.subarray(0, length))).toBeUndefined();
    expect(parseAnswer(bytes)).toMatchObject({ status: 200, body: '{"a":"ä"}' });
  });

  it('may stand behind any number of interim ones', () => {
    const bytes = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(40_000) + whole('1'));
    expect(parseAnswer(bytes)).toMatchObject({ status: 200, body: '1' });
  });
});
