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
import { TextDictionaryBuilder } from './text-dictionary-builder.ts';

/** The rows that have a value, ascending. */
abstract class SparseColumn {
  protected rows: Int32Array = EMPTY_INT32;
  protected count = 0;

  protected abstract grow(capacity: number): void;

  /**
   * The place for the value of `row`. Take it before the array is named: `values[this.append(row)] = value` would write
   * into the array from before it grew, and lose the value.
   */
  protected append(row: number): number {
    const place = this.count++;
    if (place === this.rows.length) {
      const capacity = grownCapacity(place);
      this.rows = grownInt32(this.rows, capacity);
      this.grow(capacity);
    }
    this.rows[place] = row;
    return place;
  }

  /** Forgets the values of `row` and all after it. */
  cut(row: number): void {
    while (this.count > 0 && this.rows[this.count - 1] >= row) this.count--;
  }

  protected presence(batchRows: number): { rows: Int32Array | null; count: number } {
    return { rows: this.count === batchRows ? null : this.rows, count: this.count };
  }
}

export class TextColumn extends SparseColumn {
  readonly dictionary: TextDictionaryBuilder;
  #ids: Int32Array = EMPTY_INT32;

  constructor(arena: ByteArena, hashSeed: number) {
    super();
    this.dictionary = new TextDictionaryBuilder(arena, hashSeed);
  }

  add(row: number, id: number): void {
    const place = this.append(row);
    this.#ids[place] = id;
  }

  protected grow(capacity: number): void {
    this.#ids = grownInt32(this.#ids, capacity);
  }

  vector(batchRows: number): TextVector {
    return { kind: 'text', ...this.presence(batchRows), ids: this.#ids, dictionary: this.dictionary.vector() };
  }
}

/** Binary ids that repeat, by dictionary. */
export class RepeatedIdColumn extends SparseColumn {
  readonly dictionary: TextDictionaryBuilder;
  readonly #sizeBytes: 8 | 16;
  #ids: Int32Array = EMPTY_INT32;

  constructor(sizeBytes: 8 | 16, arena: ByteArena, hashSeed: number) {
    super();
    this.#sizeBytes = sizeBytes;
    this.dictionary = new TextDictionaryBuilder(arena, hashSeed);
  }

  add(row: number, id: number): void {
    const place = this.append(row);
    this.#ids[place] = id;
  }

  protected grow(capacity: number): void {
    this.#ids = grownInt32(this.#ids, capacity);
  }

  vector(batchRows: number): HexVector {
    return {
      kind: 'hex',
      sizeBytes: this.#sizeBytes,
      ...this.presence(batchRows),
      ids: this.#ids,
      dictionary: this.dictionary.vector(),
    };
  }
}

/** Binary ids of which nearly each is new: arena offsets, -1 for a missing one. */
export class UniqueIdColumn extends SparseColumn {
  readonly #sizeBytes: 8 | 16;
  #offsets: Int32Array = EMPTY_INT32;

  constructor(sizeBytes: 8 | 16) {
    super();
    this.#sizeBytes = sizeBytes;
  }

  add(row: number, offset: number): void {
    const place = this.append(row);
    this.#offsets[place] = offset;
  }

  protected grow(capacity: number): void {
    this.#offsets = grownInt32(this.#offsets, capacity);
  }

  vector(batchRows: number): HexVector {
    return {
      kind: 'hex',
      sizeBytes: this.#sizeBytes,
      ...this.presence(batchRows),
      ids: this.#offsets,
      dictionary: null,
    };
  }
}

export class Int64Column extends SparseColumn {
  #low: Int32Array = EMPTY_INT32;
  #high: Int32Array = EMPTY_INT32;

  add(row: number, low: number, high: number): void {
    const place = this.append(row);
    this.#low[place] = low;
    this.#high[place] = high;
  }

  protected grow(capacity: number): void {
    this.#low = grownInt32(this.#low, capacity);
    this.#high = grownInt32(this.#high, capacity);
  }

  vector(batchRows: number): Int64Vector {
    return { kind: 'int64', ...this.presence(batchRows), low: this.#low, high: this.#high };
  }
}

export class Float64Column extends SparseColumn {
  #values: Float64Array = EMPTY_FLOAT64;

  add(row: number, value: number): void {
    const place = this.append(row);
    this.#values[place] = value;
  }

  protected grow(capacity: number): void {
    this.#values = grownFloat64(this.#values, capacity);
  }

  vector(batchRows: number): Float64Vector {
    return { kind: 'float64', ...this.presence(batchRows), values: this.#values };
  }
}

/** Booleans, 0 and 1. */
export class BooleanColumn extends SparseColumn {
  #values: Uint8Array = EMPTY_UINT8;

  add(row: number, value: number): void {
    const place = this.append(row);
    this.#values[place] = value;
  }

  protected grow(capacity: number): void {
    this.#values = grownUint8(this.#values, capacity);
  }

  vector(batchRows: number): BooleanVector {
    return { kind: 'boolean', ...this.presence(batchRows), values: this.#values };
  }
}

/** Few known words, as positions in `words`. */
export class CodeColumn extends SparseColumn {
  readonly #words: readonly string[];
  #codes: Uint8Array = EMPTY_UINT8;

  constructor(words: readonly string[]) {
    super();
    this.#words = words;
  }

  add(row: number, code: number): void {
    const place = this.append(row);
    this.#codes[place] = code;
  }

  protected grow(capacity: number): void {
    this.#codes = grownUint8(this.#codes, capacity);
  }

  vector(batchRows: number): CodeVector {
    return { kind: 'code', words: this.#words, ...this.presence(batchRows), codes: this.#codes };
  }
}
