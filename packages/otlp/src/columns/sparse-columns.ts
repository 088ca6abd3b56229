// Columns while they grow: (row, value) pairs of the rows that have a value, so that a column costs nothing where it is absent.
import type { BooleanVector, CodeVector, Float64Vector, HexVector, Int64Vector, TextVector } from '@tracelake/schema';
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
import { PresentRows } from './present-rows.ts';
import { TextDictionaryBuilder } from './text-dictionary-builder.ts';

export class TextColumn {
  readonly dictionary: TextDictionaryBuilder;
  readonly #present = new PresentRows();
  #ids: Int32Array = EMPTY_INT32;

  constructor(arena: ByteArena, hashSeed: number) {
    this.dictionary = new TextDictionaryBuilder(arena, hashSeed);
  }

  add(row: number, id: number): void {
    const place = this.#present.append(row);
    if (place === this.#ids.length) this.#ids = grownInt32(this.#ids, grownCapacity(place));
    this.#ids[place] = id;
  }

  /** Adds one entry to the rows from `start` up to `end`. */
  addRun(start: number, end: number, id: number): void {
    const from = this.#present.appendRun(start, end);
    const to = from + end - start;
    if (to > this.#ids.length) this.#ids = grownInt32(this.#ids, Math.max(grownCapacity(this.#ids.length), to));
    // For five rows, which is what a resource has, `fill` is slower.
    for (let place = from; place < to; place++) this.#ids[place] = id;
  }

  /** Adds an entry of a text that came before. */
  addRepeated(row: number, id: number): void {
    this.dictionary.countRepeat();
    this.add(row, id);
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): TextVector {
    const present = this.#present.vector(batchRows);
    const ids = this.#ids.subarray(0, present.count);
    return { kind: 'text', ...present, ids, dictionary: this.dictionary.vector() };
  }
}

/** Binary ids that repeat, by dictionary. */
export class RepeatedIdColumn {
  readonly dictionary: TextDictionaryBuilder;
  readonly #sizeBytes: 8 | 16;
  readonly #present = new PresentRows();
  #ids: Int32Array = EMPTY_INT32;

  constructor(sizeBytes: 8 | 16, arena: ByteArena, hashSeed: number) {
    this.#sizeBytes = sizeBytes;
    this.dictionary = new TextDictionaryBuilder(arena, hashSeed);
  }

  add(row: number, id: number): void {
    const place = this.#present.append(row);
    if (place === this.#ids.length) this.#ids = grownInt32(this.#ids, grownCapacity(place));
    this.#ids[place] = id;
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): HexVector {
    const dictionary = this.dictionary.vector();
    const present = this.#present.vector(batchRows);
    const ids = this.#ids.subarray(0, present.count);
    return { kind: 'hex', sizeBytes: this.#sizeBytes, ...present, ids, dictionary };
  }
}

/** Binary ids of which nearly each is new: arena offsets, -1 for a missing one. */
export class UniqueIdColumn {
  readonly #sizeBytes: 8 | 16;
  readonly #present = new PresentRows();
  #offsets: Int32Array = EMPTY_INT32;

  constructor(sizeBytes: 8 | 16) {
    this.#sizeBytes = sizeBytes;
  }

  add(row: number, offset: number): void {
    const place = this.#present.append(row);
    if (place === this.#offsets.length) this.#offsets = grownInt32(this.#offsets, grownCapacity(place));
    this.#offsets[place] = offset;
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): HexVector {
    const present = this.#present.vector(batchRows);
    const ids = this.#offsets.subarray(0, present.count);
    return { kind: 'hex', sizeBytes: this.#sizeBytes, ...present, ids, dictionary: null };
  }
}

export class Int64Column {
  readonly #present = new PresentRows();
  #low: Int32Array = EMPTY_INT32;
  #high: Int32Array = EMPTY_INT32;

  add(row: number, low: number, high: number): void {
    const place = this.#present.append(row);
    if (place === this.#low.length) {
      this.#low = grownInt32(this.#low, grownCapacity(place));
      this.#high = grownInt32(this.#high, grownCapacity(place));
    }
    this.#low[place] = low;
    this.#high[place] = high;
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): Int64Vector {
    const present = this.#present.vector(batchRows);
    const [low, high] = [this.#low, this.#high].map((lane) => lane.subarray(0, present.count));
    return { kind: 'int64', ...present, low, high };
  }
}

export class Float64Column {
  readonly #present = new PresentRows();
  #values: Float64Array = EMPTY_FLOAT64;

  add(row: number, value: number): void {
    const place = this.#present.append(row);
    if (place === this.#values.length) this.#values = grownFloat64(this.#values, grownCapacity(place));
    this.#values[place] = value;
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): Float64Vector {
    const present = this.#present.vector(batchRows);
    return { kind: 'float64', ...present, values: this.#values.subarray(0, present.count) };
  }
}

/** Booleans, 0 and 1. */
export class BooleanColumn {
  readonly #present = new PresentRows();
  #values: Uint8Array = EMPTY_UINT8;

  add(row: number, value: number): void {
    const place = this.#present.append(row);
    if (place === this.#values.length) this.#values = grownUint8(this.#values, grownCapacity(place));
    this.#values[place] = value;
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): BooleanVector {
    const present = this.#present.vector(batchRows);
    return { kind: 'boolean', ...present, values: this.#values.subarray(0, present.count) };
  }
}

/** Few known words, as positions in `words`. */
export class CodeColumn {
  readonly #words: readonly string[];
  readonly #present = new PresentRows();
  #codes: Uint8Array = EMPTY_UINT8;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  add(row: number, code: number): void {
    const place = this.#present.append(row);
    if (place === this.#codes.length) this.#codes = grownUint8(this.#codes, grownCapacity(place));
    this.#codes[place] = code;
  }

  cut(row: number): void {
    this.#present.cut(row);
  }

  vector(batchRows: number): CodeVector {
    const present = this.#present.vector(batchRows);
    return { kind: 'code', words: this.#words, ...present, codes: this.#codes.subarray(0, present.count) };
  }
}
