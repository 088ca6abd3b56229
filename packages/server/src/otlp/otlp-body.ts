// Reads a request's body, inflating on the way, and never holds more than the limits allow.
import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate } from 'node:zlib';
import { TracelakeError } from '@tracelake/schema';
import type { InflightShare } from './inflight-budget.ts';
import { type BodyEncoding, bodyTooLarge } from './otlp-request.ts';

export interface BodyLimits {
  /** As sent. */
  readonly maxBodyBytes: number;
  /** After decompression. */
  readonly maxInflatedBytes: number;
}

/** A body as it came, after decompression. */
export interface ReceivedBody {
  readonly chunks: readonly Uint8Array[];
  readonly sizeBytes: number;
}

/** The sender went away: there is nobody to answer. */
export class SenderGone extends Error {}

/**
 * Throws `body_too_large` as soon as a limit is passed, `too_busy` when the share cannot grow, `malformed_body` when the
 * compression is broken, SenderGone when the connection ends first. After a throw the rest of the request is discarded.
 */
export function readBody(
  request: IncomingMessage,
  encoding: BodyEncoding,
  limits: BodyLimits,
  share: InflightShare,
): Promise<ReceivedBody> {
  if (encoding === 'identity') return readIdentity(request, limits.maxBodyBytes, share);
  return readCompressed(request, encoding, limits, share);
}

function readIdentity(request: IncomingMessage, maxBytes: number, share: InflightShare): Promise<ReceivedBody> {
  return new Promise((resolve, reject) => {
    const chunks = new BoundedChunks(maxBytes, 'The body is longer than', share);
    const fail = (error: unknown): void => {
      request.removeAllListeners('data').resume();
      reject(error);
    };
    share.whileReceived(fail);
    request.on('data', (chunk: Buffer) => attempt(() => chunks.add(chunk), fail));
    request.on('end', () => resolve(chunks.body()));
    whenSenderGoes(request, fail);
  });
}

function readCompressed(
  request: IncomingMessage,
  encoding: Exclude<BodyEncoding, 'identity'>,
  limits: BodyLimits,
  share: InflightShare,
): Promise<ReceivedBody> {
  return new Promise((resolve, reject) => {
    // 64 KiB a step instead of zlib's 16: fewer turns of the event loop for the usual body of some 100 KiB.
    const inflate = encoding === 'gzip' ? createGunzip({ chunkSize: 65_536 }) : createInflate({ chunkSize: 65_536 });
    const chunks = new BoundedChunks(limits.maxInflatedBytes, 'The body inflates to more than', share);
    let receivedBytes = 0;
    const fail = (error: unknown): void => {
      request.unpipe(inflate).removeAllListeners('data').resume();
      inflate.destroy();
      reject(error);
    };
    share.whileReceived(fail);
    request.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      if (receivedBytes > limits.maxBodyBytes) {
        fail(bodyTooLarge(`The body is longer than ${limits.maxBodyBytes} bytes`, limits.maxBodyBytes));
      }
    });
    inflate.on('data', (chunk: Buffer) => attempt(() => chunks.add(chunk), fail));
    inflate.on('error', (cause) => {
      const message = `The body says it is ${encoding}, but cannot be inflated: ${cause.message}.`;
      fail(new TracelakeError('malformed_body', message, { cause }));
    });
    inflate.on('end', () => resolve(chunks.body()));
    whenSenderGoes(request, fail);
    request.pipe(inflate);
  });
}

/**
 * A body that has become so large goes on in one piece of memory, which the system gets back as a whole: thousands of small pieces, freed
 * between others, left 600 MB with the process after a few dozen large bodies. Unused pages of it cost nothing.
 */
export const LARGE_BODY_BYTES = 8 * 1024 * 1024;

class BoundedChunks {
  readonly #maxBytes: number;
  readonly #complaint: string;
  readonly #share: InflightShare;
  #chunks: Uint8Array[] = [];
  #large: Uint8Array | null = null;
  #sizeBytes = 0;

  constructor(maxBytes: number, complaint: string, share: InflightShare) {
    this.#maxBytes = maxBytes;
    this.#complaint = complaint;
    this.#share = share;
  }

  add(chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#maxBytes)
      throw bodyTooLarge(`${this.#complaint} ${this.#maxBytes} bytes`, this.#maxBytes);
    this.#share.grow(chunk.length);
    if (this.#sizeBytes > LARGE_BODY_BYTES) this.#addToLarge(chunk);
    else this.#chunks.push(chunk);
  }

  #addToLarge(chunk: Buffer): void {
    if (this.#large === null) {
      this.#large = new Uint8Array(this.#maxBytes);
      let at = 0;
      for (const earlier of this.#chunks) {
        this.#large.set(earlier, at);
        at += earlier.length;
      }
      this.#chunks = [];
    }
    this.#large.set(chunk, this.#sizeBytes - chunk.length);
  }

  body(): ReceivedBody {
    this.#share.whole();
    const chunks = this.#large === null ? this.#chunks : [this.#large.subarray(0, this.#sizeBytes)];
    return { chunks, sizeBytes: this.#sizeBytes };
  }
}

function attempt(action: () => void, onError: (error: unknown) => void): void {
  try {
    action();
  } catch (error) {
    onError(error);
  }
}

function whenSenderGoes(request: IncomingMessage, onGone: (error: Error) => void): void {
  const gone = (): void => {
    if (!request.complete) onGone(new SenderGone('The sender went away before its body was whole.'));
  };
  request.on('close', gone);
  request.on('error', gone);
}
