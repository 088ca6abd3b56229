// Takes what the platform tells: batches of events, answered at once.
import { type RequestHandler, readBody } from './lazy-http-server.ts';

/** A batch may have twice the bytes that were asked for. */
const MOST_BYTES = 4 * 1_024 * 1_024;

export function telemetryHandler(onEvents: (events: readonly unknown[]) => void): RequestHandler {
  return async (request, response) => {
    const body = await readBody(request, MOST_BYTES).catch(() => null);
    response.writeHead(body === null ? 413 : 200, body === null ? { connection: 'close' } : undefined).end();
    if (body === null) return;
    const events = parsedEvents(body.toString());
    if (events.length > 0) onEvents(events);
  };
}

function parsedEvents(text: string): readonly unknown[] {
  try {
    const events: unknown = JSON.parse(text);
    return Array.isArray(events) ? events : [];
  } catch {
    return [];
  }
}
