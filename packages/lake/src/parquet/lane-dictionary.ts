// Numbers distinct 64-bit values given as two 32-bit lanes: exact for every int64 and for the bits of every double
// (so -0 and each NaN are values of their own). No BigInt, no JS Map of doubles that would merge int64 beyond 2^53.

/** Longer probe chains only come from chosen values: then the column is not worth a dictionary. */
const MAX_PROBES = 64;

const INITIAL_SLOTS = 256;

function hashOf(low: number, high: number): number {
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high ^ (low >>> 15), 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

export class LaneDictionary {
  size = 0;
  low = new Int32Array(INITIAL_SLOTS / 2);
  high = new Int32Array(INITIAL_SLOTS / 2);
  /** One more than the number of the value in this slot; 0 is free. */
  #slots = new Int32Array(INITIAL_SLOTS);
  #mask = INITIAL_SLOTS - 1;

  /** The value's number, a new one at first sight; -1 when the table refuses it (too many collisions). */
  idOf(low: number, high: number): number {
    let slot = hashOf(low, high) & this.#mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const found = this.#slots[slot] - 1;
      if (found < 0) return this.#add(slot, low, high);
      if (this.low[found] === low && this.high[found] === high) return found;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  /** A number for a value that `idOf` refused: not found again, so a later equal value gets another. */
  addApart(low: number, high: number): number {
    if (this.size === this.low.length) this.#grow();
    const id = this.size++;
    this.low[id] = low;
    this.high[id] = high;
    return id;
  }

  #add(slot: number, low: number, high: number): number {
    if (this.size === this.low.length) {
      this.#grow();
      return this.idOf(low, high);
    }
    const id = this.size++;
    this.low[id] = low;
    this.high[id] = high;
    this.#slots[slot] = id + 1;
    return id;
  }

  #grow(): void {
    const slots = this.#slots.length * 4;
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
    this.low = grown(this.low, slots / 2);
    this.high = grown(this.high, slots / 2);
    for (let id = 0; id < this.size; id++) {
      let slot = hashOf(this.low[id], this.high[id]) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id + 1;
    }
  }
}

function grown(lanes: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(lanes);
  return copy;
}
