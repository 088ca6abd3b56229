// Map columns while they grow: entries one after the other, and where the entries of each owner end.
// An owner is a row, an event or link, or a group of rows that share one range of entries.
import type { Float64Vector, MapVector, TextVector } from '@tracelake/schema';
import type { ByteArena } from './byte-arena.ts';
import {
  EMPTY_FLOAT64,
  EMPTY_INT32,
  EMPTY_UINT8,
  grownCapacity,
  grownFloat64,
  grownInt32,
  grownUint8,
} from './grown-array.ts';
import { TextDictionaryBuilder } from './text-dictionary-builder.ts';

abstract class MapColumn {
  protected keys: Int32Array = EMPTY_INT32;
  protected ends: Int32Array = EMPTY_INT32;
  /** Entries so far; those of the open owner included. */
  protected count = 0;
  /** Owners that are closed. */
  protected owners = 0;

  protected abstract grow(capacity: number): void;

  protected append(keyId: number): number {
    const place = this.count++;
    if (place === this.keys.length) {
      const capacity = grownCapacity(place);
      this.keys = grownInt32(this.keys, capacity);
      this.grow(capacity);
    }
    this.keys[place] = keyId;
    return place;
  }

  /** Closes the open owner and returns its number. */
  end(): number {
    const owner = this.owners++;
    if (owner === this.ends.length) this.ends = grownInt32(this.ends, grownCapacity(owner));
    this.ends[owner] = this.count;
    return owner;
  }

  get ownerCount(): number {
    return this.owners;
  }

  /** First entry of an owner, which may be the open one. */
  startOf(owner: number): number {
    return owner === 0 ? 0 : this.ends[owner - 1];
  }

  endOf(owner: number): number {
    return this.ends[owner];
  }

  keyAt(entry: number): number {
    return this.keys[entry];
  }

  /** Forgets `owner`, all after it, and what the open one has. */
  cut(owner: number): void {
    if (owner > this.owners) return;
    this.owners = owner;
    this.count = this.startOf(owner);
  }
}

export class TextMapColumn extends MapColumn {
  readonly dictionary: TextDictionaryBuilder;
  #ids: Int32Array = EMPTY_INT32;

  constructor(arena: ByteArena, hashSeed: number) {
    super();
    this.dictionary = new TextDictionaryBuilder(arena, hashSeed);
  }

  add(keyId: number, id: number): void {
    const place = this.append(keyId);
    this.#ids[place] = id;
  }

  valueIdAt(entry: number): number {
    return this.#ids[entry];
  }

  protected grow(capacity: number): void {
    this.#ids = grownInt32(this.#ids, capacity);
  }

  /** `groupOf` where the owners are groups: the group of each row. */
  vector(groupOf: Int32Array | null = null): MapVector {
    const values: TextVector = {
      kind: 'text',
      rows: null,
      count: this.count,
      ids: this.#ids,
      dictionary: this.dictionary.vector(),
    };
    return { kind: 'map', groupOf, ends: this.ends, count: this.count, keys: this.keys, values };
  }
}

export class Float64MapColumn extends MapColumn {
  #values: Float64Array = EMPTY_FLOAT64;

  add(keyId: number, value: number): void {
    const place = this.append(keyId);
    this.#values[place] = value;
  }

  protected grow(capacity: number): void {
    this.#values = grownFloat64(this.#values, capacity);
  }

  vector(): MapVector {
    const values: Float64Vector = { kind: 'float64', rows: null, count: this.count, values: this.#values };
    return { kind: 'map', groupOf: null, ends: this.ends, count: this.count, keys: this.keys, values };
  }
}

export class BooleanMapColumn extends MapColumn {
  #values: Uint8Array = EMPTY_UINT8;

  add(keyId: number, value: number): void {
    const place = this.append(keyId);
    this.#values[place] = value;
  }

  protected grow(capacity: number): void {
    this.#values = grownUint8(this.#values, capacity);
  }

  vector(): MapVector {
    const values = { kind: 'boolean', rows: null, count: this.count, values: this.#values } as const;
    return { kind: 'map', groupOf: null, ends: this.ends, count: this.count, keys: this.keys, values };
  }
}
