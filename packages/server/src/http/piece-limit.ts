// How many tiny pieces a chunked body may have. Node tells each chunk by itself, which takes 4 to 8 µs whatever is in it: 60 senders with 86 kB
// each in chunks of one byte kept all others waiting for a minute, and 300 of them for eight.
import type { IncomingMessage } from 'node:http';
import { TracelakeError } from '@tracelake/schema';

/** Encoders that write each token by itself get through with 30 kB. */
export const FREE_PIECES = 4_096;
/** What more of them must have in them, taken together. */
export const MIN_MEAN_BYTES = 64;

const unread = new WeakSet<IncomingMessage>();

export class PieceLimit {
  readonly #request: IncomingMessage;
  /** What comes with its length comes as the network brings it, and others have their turn in between. */
  readonly #isChunked: boolean;
  #pieces = 0;
  #sizeBytes = 0;

  constructor(request: IncomingMessage) {
    this.#request = request;
    this.#isChunked = request.headers['transfer-encoding'] !== undefined;
  }

  /** Whether the limit is passed: nothing more of the request is read then. */
  isPassedBy(chunk: Uint8Array): boolean {
    if (!this.#isChunked) return false;
    this.#pieces++;
    this.#sizeBytes += chunk.length;
    if (this.#pieces <= FREE_PIECES || this.#sizeBytes >= this.#pieces * MIN_MEAN_BYTES) return false;
    stopReading(this.#request);
    return true;
  }

  /** Why it is refused, once it is passed. */
  error(): TracelakeError {
    const mean = (this.#sizeBytes / this.#pieces).toFixed(1);
    return new TracelakeError(
      'invalid_request',
      `The body comes in chunks of ${mean} bytes, ${this.#pieces} so far; ` +
        `the limit is ${FREE_PIECES} chunks, or as many as have ${MIN_MEAN_BYTES} bytes each on average.`,
      {
        details: { chunks: this.#pieces, limitChunks: FREE_PIECES, minMeanBytes: MIN_MEAN_BYTES },
        hint: 'Encode the body before it is sent, or send it through a buffer of some kilobytes.',
      },
    );
  }
}

/** For who reads the body by himself: its end is an error then, `invalid_request`. */
export function limitPieces(request: IncomingMessage): void {
  const pieces = new PieceLimit(request);
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null) => {
    if (chunk === null || !pieces.isPassedBy(chunk)) return push(chunk);
    // One that nobody listens for would end the process.
    if (request.listenerCount('error') > 0) request.emit('error', pieces.error());
    return false;
  };
}

/** Nothing more of this body will come, though its sender may still send: the connection is of no more use. */
export function isLeftUnread(request: IncomingMessage): boolean {
  return unread.has(request);
}

/** Node asks after each chunk whether it may read on, and has read 64 KiB by then: of those the rest goes here, too. */
function stopReading(request: IncomingMessage): void {
  unread.add(request);
  request.push = () => false;
  request.pause();
}
