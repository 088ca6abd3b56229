// The rest of a body that is refused, read and thrown away: a client that still writes gets to read why, where a closed connection would
// only tell it that its pipe is broken.
import type { IncomingMessage } from 'node:http';

/** Whoever sends more than that has no use for an answer. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 5_000;

/** Resolves when the body is over, or long or slow enough to be given up. */
export function drainedBody(request: IncomingMessage): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let left = MAX_BYTES;
    const timer = setTimeout(done, MAX_MS);
    function onData(chunk: Buffer): void {
      left -= chunk.length;
      if (left < 0) done();
    }
    function done(): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', done).off('close', done).off('error', done).pause();
      resolve();
    }
    request.on('data', onData).on('end', done).on('close', done).on('error', done).resume();
  });
}
