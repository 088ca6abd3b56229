// A listening port that costs next to nothing until somebody connects: node:http is loaded then, beside the function.
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LazyHttpServer {
  readonly port: number;
  close(): void;
}

/** Senders try again after it. */
const NOT_NOW = 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/** `handlerOf` is asked when the first connection comes. */
export async function listenLazily(
  host: string,
  port: number,
  handlerOf: () => Promise<RequestHandler>,
): Promise<LazyHttpServer> {
  let http: Promise<HttpServer> | undefined;
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    http ??= startHttp(handlerOf);
    http.then(
      (server) => {
        server.emit('connection', socket);
        socket.resume();
      },
      () => {
        // Without files left to open, say: the next connection tries again.
        http = undefined;
        socket.resume().end(NOT_NOW);
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

async function startHttp(handlerOf: () => Promise<RequestHandler>): Promise<HttpServer> {
  const [{ createServer: createHttpServer }, handler] = await Promise.all([import('node:http'), handlerOf()]);
  // Senders keep their connection over freezes, for which no timer is right.
  return createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, handler);
}

/** Past so much more the sender has to do with a broken connection. */
const MOST_PASSED_OVER_BYTES = 64 * 1_024 * 1_024;

/** Reads the rest of what was refused: a connection that is closed under a sender tells it of a broken pipe, and not of the answer. */
export function passOver(request: IncomingMessage): void {
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MOST_PASSED_OVER_BYTES) request.destroy();
  });
}

/** The whole body; `null`, and nothing more is read, for one beyond `limit`. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) {
      resolve(null);
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        request.removeAllListeners('data');
        resolve(null);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks, Math.min(length, limit))));
    // Whoever left, also before anything was read, sends no more.
    const onGone = () => reject(new Error('the sender left'));
    if (request.destroyed) onGone();
    request.on('error', reject).on('close', onGone);
  });
}
