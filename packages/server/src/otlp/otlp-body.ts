// Reads a request's body, inflating on the way, and never holds more than the limits allow.
import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate } from 'node:zlib';
import { TracelakeError } from '@tracelake/schema';
import { isLeftUnread, PieceLimit } from '../http/piece-limit.ts';
import { BoundedChunks } from './bounded-chunks.ts';
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
 * compression is broken, `invalid_request` when its chunks are tiny, SenderGone when the connection ends first. After a throw the rest of the request is discarded.
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
    const pieces = new PieceLimit(request);
    const fail = (error: unknown): void => {
      discard(request);
      reject(error);
    };
    share.whileReceived(fail);
    request.on('data', (chunk: Buffer) => {
      if (pieces.isPassedBy(chunk)) fail(pieces.error());
      else attempt(() => chunks.add(chunk), fail);
    });
    request.on('end', () => resolve(wholeBody(chunks, share)));
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
    const pieces = new PieceLimit(request);
    let receivedBytes = 0;
    const fail = (error: unknown): void => {
      discard(request.unpipe(inflate));
      inflate.destroy();
      reject(error);
    };
    share.whileReceived(fail);
    request.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      if (pieces.isPassedBy(chunk)) fail(pieces.error());
      else if (receivedBytes > limits.maxBodyBytes) {
        fail(bodyTooLarge(`The body is longer than ${limits.maxBodyBytes} bytes`, limits.maxBodyBytes));
      }
    });
    inflate.on('data', (chunk: Buffer) => attempt(() => chunks.add(chunk), fail));
    inflate.on('error', (cause) => {
      const message = `The body says it is ${encoding}, but cannot be inflated: ${cause.message}.`;
      fail(new TracelakeError('malformed_body', message, { cause }));
    });
    inflate.on('end', () => resolve(wholeBody(chunks, share)));
    whenSenderGoes(request, fail);
    request.pipe(inflate);
  });
}

function discard(request: IncomingMessage): void {
  request.removeAllListeners('data');
  if (!isLeftUnread(request)) request.resume();
}

function wholeBody(chunks: BoundedChunks, share: InflightShare): ReceivedBody {
  share.whole();
  return { chunks: chunks.all(), sizeBytes: chunks.sizeBytes };
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
