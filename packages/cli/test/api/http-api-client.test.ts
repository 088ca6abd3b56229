// The client of a server that does not notice that a caller has left, as behind a function URL.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HttpApiClient } from '../../src/api/http-api-client.ts';

interface Seen {
  readonly line: string;
  readonly id: string | undefined;
  readonly authorization: string | undefined;
}

let server: Server;
let seen: Seen[];
let isBusy: boolean;
let client: HttpApiClient;

beforeEach(async () => {
  seen = [];
  isBusy = false;
  server = createServer(({ method, url, headers }, response) => {
    const id = headers['tracelake-query-id'] as string | undefined;
    seen.push({ line: `${method} ${url}`, id, authorization: headers.authorization });
    if (url === '/answered') response.end('{}');
    if (method === 'DELETE') response.writeHead(seen.length === 2 && isBusy ? 429 : 202).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = clientOf(60_000);
});

function clientOf(patienceMs: number): HttpApiClient {
  return new HttpApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'secret', patienceMs);
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('cancels what it has asked when it is interrupted, by the id that it gave', async () => {
  const interrupted = new AbortController();
  const answer = client.send({ method: 'POST', path: '/waiting', body: {} }, interrupted.signal);
  await expect.poll(() => seen.length).toBe(1);
  interrupted.abort();
  await expect(answer).rejects.toThrow();
  await client.close();
  const [{ id }, deleted] = seen;
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(deleted).toMatchObject({ line: `DELETE /api/v1/queries/${id}`, authorization: 'Bearer secret' });
});

it('cancels again where as many requests run as may at once', async () => {
  isBusy = true;
  const interrupted = new AbortController();
  const answer = client.send({ method: 'POST', path: '/waiting', body: {} }, interrupted.signal);
  await expect.poll(() => seen.length).toBe(1);
  interrupted.abort();
  await expect(answer).rejects.toThrow();
  await client.close();
  const address = `DELETE /api/v1/queries/${seen[0].id}`;
  expect(seen.slice(1).map(({ line }) => line)).toEqual([address, address]);
});

it('gives each question an id of its own, and cancels none that was not interrupted', async () => {
  const { signal } = new AbortController();
  for (const _ of [1, 2]) await client.send({ method: 'GET', path: '/answered' }, signal);
  await client.close();
  expect(seen.map(({ line }) => line)).toEqual(['GET /answered', 'GET /answered']);
  expect(seen[0].id).not.toBe(seen[1].id);
});

it('gives a server up that takes the question and says nothing, and names what to look at', async () => {
  const request = { method: 'POST', path: '/waiting', body: {} } as const;
  await expect(clientOf(200).send(request, new AbortController().signal)).rejects.toMatchObject({
    code: 'server_unreachable',
    message: expect.stringContaining('has taken the question, and not answered within 0.2 s'),
    hint: expect.stringContaining('--timeout'),
  });
});
