// The sandbox's HTTP endpoint: reads calls whole, hands them to whoever speaks for the platform, never times out.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nowUnixMs } from './platform-record.ts';

export interface ApiAnswer {
  readonly status: number;
  /** Text goes out as it is, all else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** In lower case: a stream that fails in its middle says so there. */
  readonly trailers: NodeJS.Dict<string>;
  readonly body: Buffer;
  readonly firstByteUnixMs: number;
  readonly lastByteUnixMs: number;
  /** Once; a call that is never answered is a long poll. */
  answer(answer: ApiAnswer): void;
}

export interface ApiServer {
  /** host:port, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string;
  close(): Promise<void>;
}

export async function startApiServer(onCall: (call: ApiCall) => void): Promise<ApiServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let firstByteUnixMs = 0;
    request.on('data', (chunk: Buffer) => {
      if (firstByteUnixMs === 0) firstByteUnixMs = nowUnixMs();
      chunks.push(chunk);
    });
    request.on('end', () => {
      const lastByteUnixMs = nowUnixMs();
      onCall({
        method: request.method!,
        path: request.url!,
        headers: request.headers,
        trailers: request.trailers,
        body: Buffer.concat(chunks),
        firstByteUnixMs: firstByteUnixMs || lastByteUnixMs,
        lastByteUnixMs,
        answer({ status, body = '', headers }) {
          // As Go's encoder writes it, which the platform uses: with a line feed behind it.
          const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
          response.writeHead(status, { 'content-type': 'application/json', ...headers });
          response.end(text);
        },
      });
    });
  });
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
