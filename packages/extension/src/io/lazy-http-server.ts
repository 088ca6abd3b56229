// A listening port that costs next to nothing until somebody connects: what speaks HTTP is loaded then, beside the function.
import { type AddressInfo, createServer, isIPv4, type Server, type Socket } from 'node:net';
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
    // Later ones, of an accept that failed, keep nobody else out.
    server.on('error', reject).once('listening', resolve);
    startListening(server, host, port);
  });
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** What `listen` itself calls, behind loading node:cluster and with it child processes and datagrams: 4 to 9 ms of CPU, 0.3 to 0.8 MB. */
interface LoneServer extends Server {
  _listen2?(address: string, port: number, family: 4): void;
}

function startListening(server: LoneServer, host: string, port: number): void {
  if (server._listen2 && isIPv4(host)) server._listen2(host, port, 4);
  else server.listen(port, host);
}

async function startServing(handlerOf: () => Promise<RequestHandler>): Promise<(socket: Socket) => void> {
  const [{ serveConnection }, handler] = await Promise.all([import('./http-connection.ts'), handlerOf()]);
  return (socket) => serveConnection(socket, handler);
}
