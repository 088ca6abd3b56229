// The distinct texts of one column, as offsets into the arena: no copy, no JavaScript string, no object per value.
import type { TextDictionary } from '@tracelake/schema';
import { type ByteSource, equalBytes, hashBytes, isAscii } from '../bytes/byte-source.ts';
import { decodeUtf8, isUtf8 } from '../bytes/utf8.ts';
import type { ByteArena } from './byte-arena.ts';
import { EMPTY_INT32, grownCapacity, grownInt32 } from './grown-array.ts';

/** A text that finds no place within this many probes gets an entry of its own: it bounds what hash flooding costs. */
const MAX_PROBES = 24;

/** At this size a column whose values repeat less than every fourth time stops hashing and becomes `unique`. */
const UNIQUE_CHECK_SIZE = 4096;
const UNIQUE_MAX_REPEATS = 1024;

/** A place of the table is an entry's id + 1, where 0 is free, and its hash: most of what is not the entry is told without a look elsewhere. */
const PLACE = 2;
/** What a dictionary begins with: one free place, which is never written since the first text makes the table grow. */
const NO_TABLE = new Int32Array(PLACE);
const FIRST_TABLE_LENGTH = 128 * PLACE;

export class TextDictionaryBuilder {
  readonly #arena: ByteArena;
  readonly #hashSeed: number;
  #offsets: Int32Array = EMPTY_INT32;
  #lengths: Int32Array = EMPTY_INT32;
  /** Open addressing; at most half of its places are taken. */
  #table: Int32Array = NO_TABLE;
  #size = 0;
  #repeats = 0;
  #unique = false;
  #markedSize = 0;
  #markedRepeats = 0;
  #markedUnique = false;

  constructor(arena: ByteArena, hashSeed: number) {
    this.#arena = arena;
    this.#hashSeed = hashSeed;
  }

  /** Whether entry `id` has just these bytes; counts as a repeat. `id` may be out of date or -1. */
  repeats(id: number, source: ByteSource, position: number, length: number): boolean {
    if (id < 0 || id >= this.#size || this.#lengths[id] !== length) return false;
    const isEqual = this.#equals(id, source, position, length);
    if (isEqual) this.#repeats++;
    return isEqual;
  }

  /** Of a text whose entry was known without asking. */
  countRepeat(): void {
    this.#repeats++;
  }

  /** The entry of the text at `position` of `source`. What is not UTF-8 is replaced first. */
  intern(source: ByteSource, position: number, length: number): number {
    if (this.#unique) return this.#appendChecked(source, position, length);
    const hash = hashBytes(source, position, length, this.#hashSeed);
    const found = this.#find(hash, source, position, length);
    if (found < 0) return this.#insertChecked(hash, source, position, length);
    this.#repeats++;
    return found;
  }

  /** The entry of binary bytes: an id, say. */
  internBinary(source: ByteSource, position: number, length: number): number {
    if (this.#unique) return this.#append(position ^ source.offsetMask, length);
    const hash = hashBytes(source, position, length, this.#hashSeed);
    const found = this.#find(hash, source, position, length);
    if (found >= 0) {
      this.#repeats++;
      return found;
    }
    return this.#insert(hash, position ^ source.offsetMask, length);
  }

  /** The entry of a text that no body has in this form; its bytes go to the side arena unless it is known. */
  internMade(text: string): number {
    const arena = this.#arena;
    const position = arena.append(text);
    const length = arena.sideLength - position;
    if (this.#unique) return this.#append(~position, length);
    const hash = hashBytes(arena.side, position, length, this.#hashSeed);
    const found = this.#find(hash, arena.side, position, length);
    if (found < 0) return this.#insert(hash, ~position, length);
    arena.sideLength = position;
    this.#repeats++;
    return found;
  }

  /** The entry, in this dictionary, of entry `id` of `other`. */
  internFrom(other: TextDictionaryBuilder, id: number): number {
    const offset = other.#offsets[id];
    const source = this.#arena.sourceOf(offset);
    return this.intern(source, offset ^ source.offsetMask, other.#lengths[id]);
  }

  lengthOf(id: number): number {
    return this.#lengths[id];
  }

  textOf(id: number): string {
    const offset = this.#offsets[id];
    const source = this.#arena.sourceOf(offset);
    return decodeUtf8(source.bytes, offset ^ source.offsetMask, this.#lengths[id]);
  }

  mark(): void {
    this.#markedSize = this.#size;
    this.#markedRepeats = this.#repeats;
    this.#markedUnique = this.#unique;
  }

  /** Forgets what was added since `mark`, so that those bytes may be written over. */
  rollBack(): void {
    this.#repeats = this.#markedRepeats;
    this.#unique = this.#markedUnique;
    if (this.#size === this.#markedSize) return;
    this.#size = this.#markedSize;
    if (!this.#unique) this.#rehash(this.#table.length);
  }

  /** Forgets every entry; memory is used again. */
  clear(): void {
    this.#size = 0;
    this.#repeats = 0;
    this.#unique = false;
    this.#table.fill(0);
  }

  vector(): TextDictionary {
    const size = this.#size;
    const [offsets, lengths] = [this.#offsets, this.#lengths].map((array) => array.subarray(0, size));
    return { offsets, lengths, size, unique: this.#unique };
  }

  #equals(id: number, source: ByteSource, position: number, length: number): boolean {
    const offset = this.#offsets[id];
    const own = this.#arena.sourceOf(offset);
    return equalBytes(own.view, offset ^ own.offsetMask, source.view, position, length);
  }

  #find(hash: number, source: ByteSource, position: number, length: number): number {
    const table = this.#table;
    const mask = table.length - PLACE;
    let place = hash & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const id = table[place] - 1;
      if (id < 0) return -1;
      if (table[place + 1] === hash && this.#lengths[id] === length && this.#equals(id, source, position, length)) {
        return id;
      }
      place = (place + PLACE) & mask;
    }
    return -1;
  }

  #insert(hash: number, offset: number, length: number): number {
    const id = this.#append(offset, length);
    if (this.#size * 2 * PLACE > this.#table.length) this.#rehash(Math.max(FIRST_TABLE_LENGTH, this.#table.length * 2));
    this.#place(id, hash);
    if (this.#size === UNIQUE_CHECK_SIZE && this.#repeats < UNIQUE_MAX_REPEATS) this.#unique = true;
    return id;
  }

  // Apart from `intern`, which finds four of five texts and is inlined while it is short.
  #insertChecked(hash: number, source: ByteSource, position: number, length: number): number {
    if (isText(source, position, length)) return this.#insert(hash, position ^ source.offsetMask, length);
    return this.internMade(decodeUtf8(source.bytes, position, length));
  }

  #appendChecked(source: ByteSource, position: number, length: number): number {
    if (isText(source, position, length)) return this.#append(position ^ source.offsetMask, length);
    return this.internMade(decodeUtf8(source.bytes, position, length));
  }

  #append(offset: number, length: number): number {
    const id = this.#size++;
    if (id === this.#offsets.length) {
      const capacity = grownCapacity(id);
      this.#offsets = grownInt32(this.#offsets, capacity);
      this.#lengths = grownInt32(this.#lengths, capacity);
    }
    this.#offsets[id] = offset;
    this.#lengths[id] = length;
    return id;
  }

  #place(id: number, hash: number): void {
    const table = this.#table;
    const mask = table.length - PLACE;
    let place = hash & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (table[place] === 0) {
        table[place] = id + 1;
        table[place + 1] = hash;
        return;
      }
      place = (place + PLACE) & mask;
    }
  }

  /** A table of this length with the entries that are left. */
  #rehash(length: number): void {
    const table = this.#table;
    this.#table = new Int32Array(length);
    for (let place = 0; place < table.length; place += PLACE) {
      const id = table[place] - 1;
      if (id >= 0 && id < this.#size) this.#place(id, table[place + 1]);
    }
  }
}

function isText(source: ByteSource, position: number, length: number): boolean {
  return isAscii(source, position, length) || isUtf8(source.bytes, position, length);
}
