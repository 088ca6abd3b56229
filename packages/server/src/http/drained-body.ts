// The rest of a body that is refused, read and thrown away: a client that still writes gets to read why, where a closed connection would
// only tell it that its pipe is broken.
import type { IncomingMessage } from 'node:http';
import { isLeftUnread, PieceLimit } from './piece-limit.ts';

export interface DrainLimits {
  /** Whoever sends more than that has no use for an answer. */
  readonly maxBytes: number;
  /** Looked at with each chunk. */
  readonly maxMs: number;
  /** Without a byte. */
  readonly quietMs: number;
}

/** Resolves when the body is over, or long or slow enough to be given up. Of one in tiny chunks nothing is read: its sender has `quietMs` for his answer. */
export function drainedBody(request: IncomingMessage, limits: DrainLimits): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let left = limits.maxBytes;
    const endsAtMs = performance.now() + limits.maxMs;
    const timer = setTimeout(done, limits.quietMs);
    const pieces = new PieceLimit(request);
    function onData(chunk: Buffer): void {
      left -= chunk.length;
      if (pieces.isPassedBy(chunk)) return;
      if (left < 0 || performance.now() > endsAtMs) done();
      else timer.refresh();
    }
    function done(): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', done).off('close', done).off('error', done).pause();
      resolve();
    }
    request.on('data', onData).on('end', done).on('close', done).on('error', done);
    if (!isLeftUnread(request)) request.resume();
  });
}
