// One set of attributes while it is read: which keys it has had (the first of two wins), and which key is likely to come next.
import { grownInt32 } from './columns/grown-array.ts';

/** What begins a set of attributes; each predicts its first key by itself. */
export const SCOPE_STARTS = { span: -1, event: -2, link: -3, resource: -4, instrumentation: -5 } as const;

export class KeyScope {
  /** The key read last, or how the set began: what the prediction of the next key goes by. */
  previous: number = SCOPE_STARTS.span;
  /** Number of the open set; grows. */
  stamp = 0;
  /** Ids of keys that are not hashed (see KeyCache), of the open set. */
  unhashed: Map<string, number> | null = null;
  #stamps: Int32Array = new Int32Array(1024);

  begin(start: number): void {
    this.stamp++;
    this.previous = start;
    this.unhashed = null;
  }

  /** Whether the open set has had this key; from now on it has. */
  repeats(keyId: number): boolean {
    if (keyId >= this.#stamps.length) this.#grow(keyId);
    if (this.#stamps[keyId] === this.stamp) return true;
    this.#stamps[keyId] = this.stamp;
    return false;
  }

  #grow(keyId: number): void {
    this.#stamps = grownInt32(this.#stamps, keyId * 2);
  }
}
