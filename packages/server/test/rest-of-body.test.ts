// Requests that the API answers before their body was read, over a real server: whoever still writes reads why, and nobody is read for ever.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeBuiltCli, type SampleServer, startSampleServer } from './support/sample-server.ts';

let server: SampleServer;
beforeAll(async () => {
  server = await startSampleServer();
});
afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const AS_JSON = 'content-type: application/json';
const CHUNKED = 'transfer-encoding: chunked';
const MEBIBYTE = 1024 * 1024;

interface Exchange {
  readonly socket: Socket;
  answer: string;
}

/** `host`: that of the server unless the headers name one. */
function begin(line: string, ...headers: string[]): Exchange {
  const { hostname, port } = new URL(server.apiUrl);
  const exchange = { socket: connect(Number(port), hostname).on('error', () => undefined), answer: '' };
  exchange.socket.setEncoding('utf8').on('data', (text) => {
    exchange.answer += text;
  });
  const host = headers.some((header) => header.startsWith('host')) ? [] : [`host: ${hostname}:${port}`];
  exchange.socket.write([`${line} HTTP/1.1`, ...host, ...headers, '', ''].join('\r\n'));
  return exchange;
}

/** Writes so many pieces while they are taken; gives how many were. */
async function write(socket: Socket, piece: Buffer, count: number): Promise<number> {
  for (let n = 0; n < count; n++) {
    if (socket.destroyed) return n;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
  return count;
}

async function health(): Promise<number> {
  return (await fetch(new URL('/api/v1/health', server.apiUrl))).status;
}

const UNREAD: readonly [line: string, status: number, ...headers: string[]][] = [
  ['GET /api/v1/health', 200],
  ['GET /api/v1/fields', 200],
  ['GET /api/v1/nowhere', 404],
  ['DELETE /api/v1/queries/x', 415],
  ['PUT /nowhere', 404],
  ['POST /api/v1/sql', 403, 'host: evil.example', AS_JSON],
  ['POST /api/v1/sql', 415, 'content-type: text/csv'],
  ['POST /api/v1/sql', 415, AS_JSON, 'content-encoding: gzip'],
];

describe('a body that nobody reads', () => {
  it.each([...UNREAD, ['GET /%zz', 400]] as typeof UNREAD)(
    'in tiny chunks ends its connection behind the answer: %s, %i',
    async (line, status, ...headers) => {
      const exchange = begin(line, CHUNKED, ...headers);
      const { socket } = exchange;
      const tiny = Buffer.from('1\r\n \r\n'.repeat(10_000));
      // A megabyte, then a pause in which the answer is read, and so much more than connections hold.
      await write(socket, tiny, 17);
      for (let waitedMs = 0; exchange.answer === '' && waitedMs < 10_000; waitedMs += 10) await sleep(10);
      expect(exchange.answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*connection: close`, 'i'));
      expect(await write(socket, tiny, 300)).toBeLessThan(300);
      socket.destroy();
      expect(await health()).toBe(200);
    },
  );

  it.each(UNREAD)('of a usual kind is taken, and its connection goes on: %s, %i', async (line, status, ...headers) => {
    const exchange = begin(line, 'content-length: 5000000', ...headers);
    await write(exchange.socket, Buffer.alloc(500_000, ' '), 10);
    const { host } = new URL(server.apiUrl);
    exchange.socket.write(`GET /api/v1/health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    await once(exchange.socket, 'close');
    expect(exchange.answer.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
  });
});

describe('a body that is refused while it comes', () => {
  it.each([16, 90])('is read to its end where it is too large, so that its sender reads why: %i MB', async (size) => {
    const body = Buffer.alloc(size * MEBIBYTE, ' ');
    for (const framing of [`content-length: ${body.length}`, CHUNKED]) {
      const exchange = begin('POST /api/v1/sql', AS_JSON, framing);
      const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
      exchange.socket.write(framing === CHUNKED ? chunk : body);
      while (exchange.answer === '' && !exchange.socket.destroyed) await sleep(10);
      exchange.socket.destroy();
      expect(exchange.answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*body_too_large/);
    }
  });

  it('tells a client that streams 90 MB why it is refused', async () => {
    const part = new Uint8Array(MEBIBYTE).fill(0x20);
    let parts = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (parts++ < 90 ? controller.enqueue(part) : controller.close()),
    });
    const headers = { 'content-type': 'application/json' };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
    const answer = await fetch(new URL('/api/v1/sql', server.apiUrl), init);
    expect(await answer.json()).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('is refused where it comes in thousands of tiny chunks, with the limit', async () => {
    const exchange = begin('POST /api/v1/sql', AS_JSON, CHUNKED);
    await write(exchange.socket, Buffer.from('1\r\n \r\n'.repeat(8_000)), 1);
    await once(exchange.socket, 'close');
    expect(exchange.answer).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*The body comes in chunks of 1\.0 bytes, 4097 so far; the limit is/,
    );
    expect(await health()).toBe(200);
  });
});
