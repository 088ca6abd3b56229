// Connections that wait for their sender's next request. Where all places are taken they make room, the longest idle first: else a thousand
// senders that keep their connection, as SDKs do, shut everybody else out for the minute that an idle one stays open.
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Closed at once, so that one who comes to a full house finds a place for a while. A sender whose request crosses it tries again. */
const MADE_ROOM = 32;

export class IdleConnections {
  /** In the order in which they became idle. */
  readonly #idle = new Set<Socket>();
  readonly #underway = new WeakMap<Socket, number>();
  readonly #maxConnections: number;
  #connections = 0;

  constructor(server: Server, maxConnections: number) {
    this.#maxConnections = maxConnections;
    server.on('connection', (socket) => this.#opened(socket));
  }

  /** Call when a request begins. */
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

  #opened(socket: Socket): void {
    this.#connections++;
    socket.on('close', () => {
      this.#connections--;
      this.#idle.delete(socket);
    });
    // The last place is kept free: the system closes who comes when there is none.
    if (this.#connections < this.#maxConnections) return;
    for (const idle of [...this.#idle].slice(0, MADE_ROOM)) idle.destroy();
  }
}
