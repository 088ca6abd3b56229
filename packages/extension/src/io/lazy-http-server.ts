// A listening port that costs next to nothing until somebody connects: what speaks HTTP is loaded then, beside the function.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { RequestHandler } from './http-connection.ts';

export type { HttpRequest, Reply, RequestHandler } from './http-connection.ts';

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
  let serving: Promise<(socket: Socket) => void> | undefined;
  const server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true }, (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    serving ??= startServing(handlerOf);
    serving.then(
      (serve) => {
        serve(socket);
        socket.resume();
      },
      () => {
        // Without files left to open, say: the next connection tries again.
        serving = undefined;
        socket.resume().end(NOT_NOW);
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

async function startServing(handlerOf: () => Promise<RequestHandler>): Promise<(socket: Socket) => void> {
  const [{ serveConnection }, handler] = await Promise.all([import('./http-connection.ts'), handlerOf()]);
  return (socket) => serveConnection(socket, handler);
}
