// A server of HTTP on 127.0.0.1, for fakes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that can go away and come back on its port. */
export class LocalListener {
  port = 0;
  private server: Server | undefined;
  private readonly handler: (request: IncomingMessage, response: ServerResponse) => void;

  constructor(handler: (request: IncomingMessage, response: ServerResponse) => void) {
    this.handler = handler;
  }

  async open(port: number): Promise<void> {
    if (this.server !== undefined) return;
    const server = createServer(this.handler);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }
}
