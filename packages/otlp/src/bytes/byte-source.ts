// Where bytes are read from, and the comparisons and the hash that work on them four bytes a step.

/**
 * A stretch of memory that texts point into. An arena offset of byte `p` is `p ^ offsetMask`:
 * 0 leaves it as it is (the segment), -1 makes it `~p` (the side arena).
 */
export class ByteSource {
  bytes: Uint8Array;
  view: DataView;
  readonly offsetMask: 0 | -1;

  constructor(bytes: Uint8Array, offsetMask: 0 | -1) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offsetMask = offsetMask;
  }

  /** Takes a larger copy of the same bytes, or other bytes once nothing points into these any more. */
  replace(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** Whether `length` bytes at `p` of one view and at `q` of another are equal. */
export function equalBytes(first: DataView, p: number, second: DataView, q: number, length: number): boolean {
  // The last step overlaps the one before it, so that no single bytes are left over.
  const last = length - 4;
  if (last < 0) return equalFewBytes(first, p, second, q, length);
  // And it comes first: texts of one length differ in their ends more often than where they begin.
  if (first.getInt32(p + last, true) !== second.getInt32(q + last, true)) return false;
  for (let i = 0; i < last; i += 4) if (first.getInt32(p + i, true) !== second.getInt32(q + i, true)) return false;
  return true;
}

function equalFewBytes(first: DataView, p: number, second: DataView, q: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (first.getUint8(p + i) !== second.getUint8(q + i)) return false;
  return true;
}

/** A seeded 32-bit hash. It spreads well; it does not withstand an attacker, so every table bounds its probes. */
export function hashBytes(source: ByteSource, position: number, length: number, seed: number): number {
  const { view } = source;
  // As in equalBytes the last step overlaps the one before it.
  const last = position + length - 4;
  let hash = seed ^ length;
  if (length < 4) hash = mixWord(hash, fewBytes(view, position, length));
  else {
    for (let p = position; p < last; p += 4) hash = mixWord(hash, view.getInt32(p, true));
    hash = mixWord(hash, view.getInt32(last, true));
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) | 0;
}

function fewBytes(view: DataView, position: number, length: number): number {
  let word = 0;
  for (let i = 0; i < length; i++) word = (word << 8) | view.getUint8(position + i);
  return word;
}

function mixWord(hash: number, word: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ word, 0x27220a95);
}

/** Whether `length` bytes are all below 0x80. */
export function isAscii(source: ByteSource, position: number, length: number): boolean {
  const { bytes, view } = source;
  const end = position + length;
  let seen = 0;
  let p = position;
  for (; p + 4 <= end; p += 4) seen |= view.getInt32(p, true);
  for (; p < end; p++) seen |= bytes[p];
  return (seen & 0x80808080) === 0;
}
