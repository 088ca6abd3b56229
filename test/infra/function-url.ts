// A deployed function's URL as it can be asked here: the stand finds a function by the host of its URL, which no name server knows.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalUrl {
  /** What TRACELAKE_URL is set to. */
  readonly url: string;
  close(): void;
}

/** Hands every request on to the stand as to the function's URL. */
export async function localUrl(functionUrl: string, standUrl: string): Promise<LocalUrl> {
  const { hostname, port } = new URL(standUrl);
  const { host } = new URL(functionUrl);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path } = incoming;
    const asked = request({ hostname, port, method, path, headers: { ...incoming.headers, host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on('error', () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
