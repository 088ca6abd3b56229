// The bytes of a body while it comes, in few pieces of memory however small the pieces are that the sender makes.
import type { InflightShare } from './inflight-budget.ts';
import { bodyTooLarge } from './otlp-request.ts';

/**
 * A body that has become so large goes on in one piece of memory, which the system gets back as a whole: thousands of small pieces, freed
 * between others, left 600 MB with the process after a few dozen large bodies. Unused pages of it cost nothing.
 */
export const LARGE_BODY_BYTES = 8 * 1024 * 1024;
/** A chunk below it is copied to others: each is an object of some 200 bytes, so that 8 MiB of one byte each would take 1.5 GB. */
const SMALL_CHUNK_BYTES = 4_096;
const PIECE_BYTES = 65_536;

export class BoundedChunks {
  readonly #maxBytes: number;
  readonly #complaint: string;
  readonly #share: InflightShare;
  #chunks: Uint8Array[] = [];
  /** Last of the chunks while it has room. */
  #piece: Uint8Array | null = null;
  #pieceBytes = 0;
  #large: Uint8Array | null = null;
  #sizeBytes = 0;

  constructor(maxBytes: number, complaint: string, share: InflightShare) {
    this.#maxBytes = maxBytes;
    this.#complaint = complaint;
    this.#share = share;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Throws `body_too_large`, `too_busy`. */
  add(chunk: Uint8Array): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#maxBytes)
      throw bodyTooLarge(`${this.#complaint} ${this.#maxBytes} bytes`, this.#maxBytes);
    this.#share.grow(chunk.length);
    if (this.#sizeBytes > LARGE_BODY_BYTES) this.#addToLarge(chunk);
    else this.#addToPieces(chunk);
  }

  all(): readonly Uint8Array[] {
    if (this.#large !== null) return [this.#large.subarray(0, this.#sizeBytes)];
    if (this.#piece === null) return this.#chunks;
    return [...this.#chunks.slice(0, -1), this.#piece.subarray(0, this.#pieceBytes)];
  }

  /** A piece is filled before anything follows it: else large chunks between small ones would leave each piece empty. */
  #addToPieces(chunk: Uint8Array): void {
    let rest = chunk;
    if (this.#piece !== null) {
      const part = rest.subarray(0, this.#piece.length - this.#pieceBytes);
      this.#piece.set(part, this.#pieceBytes);
      this.#pieceBytes += part.length;
      if (this.#pieceBytes === this.#piece.length) this.#piece = null;
      rest = rest.subarray(part.length);
    }
    if (rest.length === 0) return;
    // Most bodies are one chunk, which needs no copy.
    if (rest.length >= SMALL_CHUNK_BYTES || this.#chunks.length === 0) {
      this.#chunks.push(rest);
      return;
    }
    // No more than what has come: of hundreds of small bodies at once each would have a large one.
    this.#piece = new Uint8Array(Math.min(PIECE_BYTES, Math.max(SMALL_CHUNK_BYTES, this.#sizeBytes)));
    this.#piece.set(rest);
    this.#pieceBytes = rest.length;
    this.#chunks.push(this.#piece);
  }

  #addToLarge(chunk: Uint8Array): void {
    this.#large ??= this.#moved();
    this.#large.set(chunk, this.#sizeBytes - chunk.length);
  }

  #moved(): Uint8Array {
    const large = new Uint8Array(this.#maxBytes);
    let at = 0;
    for (const earlier of this.all()) {
      large.set(earlier, at);
      at += earlier.length;
    }
    this.#chunks = [];
    this.#piece = null;
    return large;
  }
}
