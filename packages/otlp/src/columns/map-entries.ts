// The keys of a map column, one entry after the other, and where the entries of each owner end.
// An owner is a row, an event or link, or a group of rows that share one range of entries.
import type { MapVector } from '@tracelake/schema';
import { EMPTY_INT32, grownCapacity, grownInt32 } from './grown-array.ts';

export class MapEntries {
  #keys: Int32Array = EMPTY_INT32;
  #ends: Int32Array = EMPTY_INT32;
  /** Entries so far; those of the open owner included. */
  #count = 0;
  /** Owners that are closed. */
  #owners = 0;

  /** The place for the value of an entry with this key. */
  append(keyId: number): number {
    const place = this.#count++;
    if (place === this.#keys.length) this.#keys = grownInt32(this.#keys, grownCapacity(place));
    this.#keys[place] = keyId;
    return place;
  }

  /** Closes the open owner and returns its number. */
  end(): number {
    const owner = this.#owners++;
    if (owner === this.#ends.length) this.#ends = grownInt32(this.#ends, grownCapacity(owner));
    this.#ends[owner] = this.#count;
    return owner;
  }

  get count(): number {
    return this.#count;
  }

  get owners(): number {
    return this.#owners;
  }

  /** First entry of an owner, which may be the open one. */
  startOf(owner: number): number {
    return owner === 0 ? 0 : this.#ends[owner - 1];
  }

  endOf(owner: number): number {
    return this.#ends[owner];
  }

  keyAt(entry: number): number {
    return this.#keys[entry];
  }

  /** Forgets `owner`, all after it, and what the open one has. */
  cut(owner: number): void {
    if (owner > this.#owners) return;
    this.#owners = owner;
    this.#count = this.startOf(owner);
  }

  vector(values: MapVector['values'], groupOf: Int32Array | null): MapVector {
    const ends = this.#ends.subarray(0, this.#owners);
    const keys = this.#keys.subarray(0, this.#count);
    return { kind: 'map', groupOf, ends, count: this.#count, keys, values };
  }
}
