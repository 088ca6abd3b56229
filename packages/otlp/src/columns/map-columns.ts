// Map columns while they grow: the entries, and a value for each.
import type { MapVector } from '@tracelake/schema';
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
import { MapEntries } from './map-entries.ts';
import { TextDictionaryBuilder } from './text-dictionary-builder.ts';

/** 32 bytes: a column's value takes about as much in a writer's memory. */
const BYTES_A_VALUE_LOG2 = 5;

export class TextMapColumn {
  readonly entries = new MapEntries();
  readonly dictionary: TextDictionaryBuilder;
  #ids: Int32Array = EMPTY_INT32;

  constructor(arena: ByteArena, hashSeed: number) {
    this.dictionary = new TextDictionaryBuilder(arena, hashSeed);
  }

  add(keyId: number, id: number): void {
    const place = this.entries.append(keyId);
    if (place === this.#ids.length) this.#ids = grownInt32(this.#ids, grownCapacity(place));
    this.#ids[place] = id;
  }

  /** Adds an entry of a text that came before. */
  addRepeated(keyId: number, id: number): void {
    this.dictionary.countRepeat();
    this.add(keyId, id);
  }

  /** What the entries of a closed owner count for when they are written once more: each as one, and its text as one for every 32 bytes. */
  weightOf(owner: number): number {
    const start = this.entries.startOf(owner);
    const end = this.entries.endOf(owner);
    let weight = end - start;
    for (let entry = start; entry < end; entry++) {
      weight += this.dictionary.lengthOf(this.#ids[entry]) >>> BYTES_A_VALUE_LOG2;
    }
    return weight;
  }

  valueIdAt(entry: number): number {
    return this.#ids[entry];
  }

  /** `groupOf` where the owners are groups: the group of each row. */
  vector(groupOf: Int32Array | null = null): MapVector {
    const { count } = this.entries;
    const dictionary = this.dictionary.vector();
    return this.entries.vector(
      { kind: 'text', rows: null, count, ids: this.#ids.subarray(0, count), dictionary },
      groupOf,
    );
  }
}

export class Float64MapColumn {
  readonly entries = new MapEntries();
  #values: Float64Array = EMPTY_FLOAT64;

  add(keyId: number, value: number): void {
    const place = this.entries.append(keyId);
    if (place === this.#values.length) this.#values = grownFloat64(this.#values, grownCapacity(place));
    this.#values[place] = value;
  }

  vector(): MapVector {
    const { count } = this.entries;
    return this.entries.vector({ kind: 'float64', rows: null, count, values: this.#values.subarray(0, count) }, null);
  }
}

/** Booleans, 0 and 1. */
export class BooleanMapColumn {
  readonly entries = new MapEntries();
  #values: Uint8Array = EMPTY_UINT8;

  add(keyId: number, value: number): void {
    const place = this.entries.append(keyId);
    if (place === this.#values.length) this.#values = grownUint8(this.#values, grownCapacity(place));
    this.#values[place] = value;
  }

  vector(): MapVector {
    const { count } = this.entries;
    return this.entries.vector({ kind: 'boolean', rows: null, count, values: this.#values.subarray(0, count) }, null);
  }
}
