// A bound for what a server that stops still waits for: a question of minutes, a sender that stopped in the midst of its body.
import type { Server } from 'node:http';

/** Whoever waits for longer asks the next server: this is not to take the time in which spans land. */
const REQUESTS_MS = 3_000;

/** @param close waits for the requests that are under way; after three seconds their connections are cut off */
export async function closeInTime(server: Server, close: () => Promise<unknown>): Promise<void> {
  const late = setTimeout(() => server.closeAllConnections(), REQUESTS_MS);
  try {
    await close();
  } finally {
    clearTimeout(late);
  }
}
