// Ranges of objects that were read lately, in memory: the next question mostly reads the same columns.
import { TracelakeError } from '@tracelake/schema';
import type { ByteRange } from './byte-range.ts';

/** Objects of the lake never change, so nothing here is ever stale. */
export type RangeSource = (path: string, range: ByteRange) => Promise<Uint8Array>;

export interface CachedRead {
  readonly bytes: Uint8Array;
  /** 0 where all was held, or another one's read brought it. */
  readonly fetchedBytes: number;
}

interface Piece extends ByteRange {
  readonly bytes: Uint8Array;
  usedAt: number;
}

export class RangeCache {
  readonly #maxBytes: number;
  readonly #source: RangeSource;
  readonly #pieces = new Map<string, Piece[]>();
  readonly #underWay = new Map<string, Promise<Uint8Array>>();
  #heldBytes = 0;
  #uses = 0;

  constructor(source: RangeSource, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** At most one read of the source: from the first byte that is not held to the last. Who asks for the same waits for it. */
  async read(path: string, { start, end }: ByteRange): Promise<CachedRead> {
    const head = this.#heldFrom(path, start, end);
    if (head.length === end - start) return { bytes: head, fetchedBytes: 0 };
    const missingStart = start + head.length;
    const tail = this.#heldUpTo(path, missingStart, end);
    const range = { start: missingStart, end: end - tail.length };
    const { bytes, fetchedBytes } = await this.#fetch(path, range);
    // Shorter than it was listed: the object was replaced by something else, which nobody may do.
    if (bytes.length !== range.end - range.start) throw vanished(path);
    const isAlone = head.length + tail.length === 0;
    return { bytes: isAlone ? bytes : Buffer.concat([head, bytes, tail]), fetchedBytes };
  }

  async #fetch(path: string, range: ByteRange): Promise<CachedRead> {
    const key = `${range.start}-${range.end} ${path}`;
    const known = this.#underWay.get(key);
    if (known !== undefined) return { bytes: await known, fetchedBytes: 0 };
    const read = this.#source(path, range);
    this.#underWay.set(key, read);
    try {
      const bytes = await read;
      this.#keep(path, { start: range.start, end: range.start + bytes.length, bytes, usedAt: ++this.#uses });
      return { bytes, fetchedBytes: bytes.length };
    } finally {
      this.#underWay.delete(key);
    }
  }

  #heldFrom(path: string, start: number, end: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = start;
    for (;;) {
      const piece = this.#pieces.get(path)?.find((held) => held.start <= at && at < held.end);
      if (piece === undefined || at >= end) return parts.length === 1 ? parts[0] : Buffer.concat(parts);
      piece.usedAt = ++this.#uses;
      const upTo = Math.min(end, piece.end);
      parts.push(piece.bytes.subarray(at - piece.start, upTo - piece.start));
      at = upTo;
    }
  }

  #heldUpTo(path: string, start: number, end: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = end;
    for (;;) {
      const piece = this.#pieces.get(path)?.find((held) => held.start < at && at <= held.end);
      if (piece === undefined || at <= start) return parts.length === 1 ? parts[0] : Buffer.concat(parts);
      piece.usedAt = ++this.#uses;
      const from = Math.max(start, piece.start);
      parts.unshift(piece.bytes.subarray(from - piece.start, at - piece.start));
      at = from;
    }
  }

  #keep(path: string, piece: Piece): void {
    if (piece.bytes.length > this.#maxBytes) return;
    const pieces = this.#pieces.get(path) ?? [];
    this.#pieces.set(path, [...pieces, piece]);
    this.#heldBytes += piece.bytes.length;
    while (this.#heldBytes > this.#maxBytes) this.#dropOldest();
  }

  #dropOldest(): void {
    let oldest: { path: string; piece: Piece } | undefined;
    for (const [path, pieces] of this.#pieces) {
      for (const piece of pieces)
        if (oldest === undefined || piece.usedAt < oldest.piece.usedAt) oldest = { path, piece };
    }
    if (oldest === undefined) return;
    const { path, piece } = oldest;
    const rest = this.#pieces.get(path)!.filter((other) => other !== piece);
    if (rest.length === 0) this.#pieces.delete(path);
    else this.#pieces.set(path, rest);
    this.#heldBytes -= piece.bytes.length;
  }
}

function vanished(path: string): TracelakeError {
  return new TracelakeError('object_not_found', `"${path}" is not as long as it was.`, { details: { path } });
}
