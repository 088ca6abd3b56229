// Takes what the platform tells: batches of events, answered at once.
import type { RequestHandler } from './lazy-http-server.ts';

/** A batch may have twice the bytes that were asked for. */
const MOST_BYTES = 4 * 1_024 * 1_024;

export function telemetryHandler(onEvents: (events: readonly unknown[]) => void): RequestHandler {
  return async (request, reply) => {
    const body = await request.body(MOST_BYTES).catch(() => null);
    reply(body === null ? 413 : 200);
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
