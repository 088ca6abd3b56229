// Bodies in tiny chunks: each costs as much as a large one, so that a few senders of them could keep all others waiting.
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { encodeOtlpProtobuf } from '@tracelake/testkit';
import { describe, expect, it } from 'vitest';
import { span, text, traceRequest } from '../support/sample-spans.ts';
import { parseAnswer, type RawAnswer, rawExchange } from './raw-exchange.ts';
import { codeOf, useReceivers } from './receiver-fixture.ts';

const { receiverUrl, open } = useReceivers();

const LARGE = encodeOtlpProtobuf(
  traceRequest('shop', [span('0000000000000001', { attributes: [text('note', 'x'.repeat(100_000))] })]),
);

/** A chunked request, its body cut into chunks of so many bytes. */
function requestOf(host: string, body: Uint8Array, chunkBytes: number, headers = ''): Buffer {
  const parts = [
    Buffer.from(
      `POST /v1/traces HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n${headers}\r\n`,
    ),
  ];
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.subarray(at, at + chunkBytes);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), Buffer.from(chunk), Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

const AS_PROTOBUF = 'Content-Type: application/x-protobuf\r\n';

async function answerTo(body: Uint8Array, chunkBytes: number, headers = AS_PROTOBUF): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(await receiverUrl());
  return rawExchange(hostname, Number(port), [requestOf(host, body, chunkBytes, headers)]);
}

describe('a body in tiny chunks', () => {
  it.each([
    ['plain', LARGE, AS_PROTOBUF],
    ['gzip', gzipSync(LARGE, { level: 0 }), `${AS_PROTOBUF}Content-Encoding: gzip\r\n`],
  ])('is refused once they are many, with their number, the limit and what to do: %s', async (_, body, headers) => {
    const answer = await answerTo(body, 1, headers);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
    expect(answer.body.toString()).toContain(
      'The body comes in chunks of 1.0 bytes, 4097 so far; the limit is 4096 chunks, or as many as have 64 bytes each on average. Encode the body before it is sent',
    );
    expect(open[0]!.counts().errors).toEqual({ invalid_request: 1 });
  });

  it.each([
    ['few', Buffer.from('{}'.padEnd(4_000)), 1, 'Content-Type: application/json\r\n'],
    ['of a usual size', LARGE, 100, AS_PROTOBUF],
  ])('is taken where they are %s', async (_, body, chunkBytes, headers) => {
    expect((await answerTo(body, chunkBytes, headers)).status).toBe(200);
  });

  it.each([
    ['for its chunks', AS_PROTOBUF, 400],
    ['for something else', 'Content-Type: text/plain\r\n', 415],
  ])('is not read to its end when it is refused %s, and its sender reads why', async (_, headers, status) => {
    const { hostname, port, host } = new URL(await receiverUrl());
    const accepted = new Promise<Socket>((resolve) => open[0]!.server.once('connection', resolve));
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    const sent = requestOf(host, LARGE, 1, headers);
    socket.write(sent);
    const { bytesRead } = await accepted.then(
      (receiving) => new Promise<Socket>((resolve) => receiving.once('close', () => resolve(receiving))),
    );
    expect(parseAnswer(Buffer.concat(received)).status).toBe(status);
    expect(bytesRead).toBeLessThan(sent.length / 4);
    socket.destroy();
  });
});
