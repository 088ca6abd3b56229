// The shop's API on a free loopback port, and the client that calls it: real requests with real headers.
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiRequest, ApiResponse, HttpApi, Transport } from './http-api.ts';
import { LIVE_TIMELINE } from './timeline.ts';

const MAX_BODY_BYTES = 64 * 1024;

export interface ShopServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function listen(api: HttpApi): Promise<ShopServer> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const { status, body } = await api.handle(await apiRequest(incoming), LIVE_TIMELINE);
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body);
    } catch {
      outgoing.writeHead(400).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

export function httpTransport(port: number): Transport {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return ({ method, url, headers, body }) =>
    new Promise<ApiResponse>((resolve, reject) => {
      const outgoing = httpRequest({ host: '127.0.0.1', port, agent, method, path: url, headers }, (incoming) => {
        readText(incoming).then((text) => resolve({ status: incoming.statusCode ?? 0, body: text }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
}

async function apiRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  return { method: incoming.method ?? 'GET', url: incoming.url ?? '/', headers, body: await readText(incoming) };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of incoming) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new RangeError(`the body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
