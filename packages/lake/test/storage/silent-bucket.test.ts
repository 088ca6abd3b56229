// A bucket that takes a request and then says nothing, or stops in the middle of an answer: it is given up, and asked again.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { S3Storage } from '../../src/storage/s3-storage.ts';

const BYTES = Buffer.from('0123456789');

let server: Server;
let storage: S3Storage;
let requests = 0;
/** Of the next requests, one after the other; then all is well. */
let silences: ('before' | 'inside')[] = [];

beforeAll(async () => {
  server = createServer((_, response) => {
    requests++;
    const silence = silences.shift();
    if (silence === 'before') return;
    response.writeHead(200, { 'content-length': BYTES.length, etag: '"1"' });
    if (silence === 'inside') response.write(BYTES.subarray(0, 4));
    else response.end(BYTES);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = { endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
  storage = new S3Storage({ address: { bucket: 'lake', prefix: '' }, client, silenceTimeoutMs: 200 });
});
beforeEach(() => {
  requests = 0;
});
afterAll(() => {
  storage.close();
  server.closeAllConnections();
  server.close();
});

it.each(['before', 'inside'] as const)('that says nothing %s the answer is asked again', async (silence) => {
  silences = [silence, silence];
  expect(Buffer.from(await storage.get('landing/a'))).toEqual(BYTES);
  expect(requests).toBe(3);
});

it.each(['before', 'inside'] as const)('that says nothing %s any answer is told of', async (silence) => {
  silences = Array.from({ length: 100 }, () => silence);
  await expect(storage.get('landing/a')).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(requests).toBe(5);
  silences = [];
});
