// Limits a server's connections. Where all places are taken, those without a request under way make room, the longest idle first: else a thousand
// senders that keep their connection, as SDKs do, shut everybody else out for the minute that an idle one stays open.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Closed at once, so that one who comes to a full house finds a place for a while. A sender whose request crosses it tries again. */
const MADE_ROOM = 32;

/** Call it when the server's own listeners are there: it takes no part in 'checkContinue' where nobody else does. */
export function limitConnections(server: Server, maxConnections: number): void {
  const connections = new Connections(maxConnections);
  server.maxConnections = maxConnections;
  server.on('connection', (socket) => connections.opened(socket));
  const answering = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    connections.answering(socket, response);
  };
  server.on('request', answering);
  if (server.listenerCount('checkContinue') > 0) server.on('checkContinue', answering);
}

class Connections {
  /** In the order in which they came or became idle. */
  readonly #idle = new Set<Socket>();
  readonly #underway = new WeakMap<Socket, number>();
  readonly #maxConnections: number;
  #count = 0;

  constructor(maxConnections: number) {
    this.#maxConnections = maxConnections;
  }

  opened(socket: Socket): void {
    this.#count++;
    socket.on('close', () => {
      this.#count--;
      this.#idle.delete(socket);
    });
    // The last place is kept free: the system closes who comes when there is none.
    if (this.#count >= this.#maxConnections) for (const idle of [...this.#idle].slice(0, MADE_ROOM)) idle.destroy();
    this.#idle.add(socket);
  }

  answering(socket: Socket, response: ServerResponse): void {
    this.#idle.delete(socket);
    this.#underway.set(socket, (this.#underway.get(socket) ?? 0) + 1);
    response.on('close', () => {
      // One that sends its requests without waiting for answers has several.
      const left = this.#underway.get(socket)! - 1;
      this.#underway.set(socket, left);
      if (left === 0 && !socket.destroyed) this.#idle.add(socket);
    });
  }
}
