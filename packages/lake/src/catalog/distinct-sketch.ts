// How many distinct values? The 64 least hashes tell within about 12 %, and merge without loss (k minimum values).
import { HASH_RANGE } from './value-hash.ts';

export const SKETCH_SIZE = 64;

const HEX_DIGITS = 13;

export class DistinctSketch {
  /** Ascending. */
  readonly #hashes: number[] = [];

  /** With fewer values than this the sketch holds every one. */
  get isFull(): boolean {
    return this.#hashes.length === SKETCH_SIZE;
  }

  get size(): number {
    return this.#hashes.length;
  }

  add(hash: number): void {
    const hashes = this.#hashes;
    if (hashes.length === SKETCH_SIZE && hash >= hashes[SKETCH_SIZE - 1]) return;
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hashes[middle] < hash) low = middle + 1;
      else high = middle;
    }
    if (hashes[low] === hash) return;
    hashes.splice(low, 0, hash);
    if (hashes.length > SKETCH_SIZE) hashes.pop();
  }

  absorb(other: DistinctSketch): void {
    for (const hash of other.#hashes) this.add(hash);
  }

  /** Adds a sketch in its written form, which ascends. */
  merge(written: readonly string[]): void {
    for (const text of written) {
      const hash = Number.parseInt(text, 16);
      if (this.isFull && hash > this.#hashes[SKETCH_SIZE - 1]) return;
      this.add(hash);
    }
  }

  /** Exact while the sketch is not full. */
  estimate(): number {
    if (!this.isFull) return this.#hashes.length;
    return Math.round(((SKETCH_SIZE - 1) * HASH_RANGE) / this.#hashes[SKETCH_SIZE - 1]);
  }

  /** Hex of 13 digits, ascending. */
  written(): string[] {
    return this.#hashes.map((hash) => hash.toString(16).padStart(HEX_DIGITS, '0'));
  }
}
