// What a leaf encoder gives back: the bytes of its pages and what the footer says about them.
import { ByteSink } from './byte-sink.ts';
import type { Encoding } from './format-numbers.ts';

/** Smallest and largest value in PLAIN form, text without its length. */
export interface ValueBounds {
  readonly min: Uint8Array;
  readonly max: Uint8Array;
}

export interface EncodedLeaf {
  readonly encoding: Encoding;
  /** Entries on the dictionary page; 0 without one. */
  readonly dictionarySize: number;
  /** `null` where they are unknown, of no use, or would mislead. */
  readonly bounds: ValueBounds | null;
}

/** The two pages of one leaf, used again for each: levels are already in `data` when values are appended. */
export class PageBuffers {
  readonly dictionary = new ByteSink();
  readonly data = new ByteSink();

  clear(): void {
    this.dictionary.clear();
    this.data.clear();
  }
}
