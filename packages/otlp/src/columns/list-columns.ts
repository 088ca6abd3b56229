// The events and links of spans: one element after the other, and where each row's elements end.
import type { ListVector } from '@tracelake/schema';
import type { ByteArena } from './byte-arena.ts';
import { TextMapColumn } from './map-columns.ts';
import { RowNumbers } from './row-numbers.ts';
import { Int64Column, TextColumn, UniqueIdColumn } from './sparse-columns.ts';
import type { TextDictionaryBuilder } from './text-dictionary-builder.ts';

export class EventsColumn {
  readonly times = new Int64Column();
  readonly names: TextColumn;
  readonly attributes: TextMapColumn;
  /** Events so far. */
  count = 0;
  readonly #ends = new RowNumbers();

  constructor(arena: ByteArena, hashSeed: number) {
    this.names = new TextColumn(arena, hashSeed);
    this.attributes = new TextMapColumn(arena, hashSeed);
  }

  endRow(row: number): void {
    this.#ends.set(row, this.count);
  }

  cut(row: number): void {
    this.count = this.#ends.before(row);
    this.times.cut(this.count);
    this.names.cut(this.count);
    this.attributes.entries.cut(this.count);
  }

  get dictionaries(): TextDictionaryBuilder[] {
    return [this.names.dictionary, this.attributes.dictionary];
  }

  /** Of a batch of `batchRows`. */
  vector(batchRows: number): ListVector {
    return {
      kind: 'list',
      ends: this.#ends.values.subarray(0, batchRows),
      count: this.count,
      fields: {
        time_unix_nano: this.times.vector(this.count),
        name: this.names.vector(this.count),
        attributes: this.attributes.vector(),
      },
    };
  }
}

export class LinksColumn {
  readonly traceIds = new UniqueIdColumn(16);
  readonly spanIds = new UniqueIdColumn(8);
  readonly traceStates: TextColumn;
  readonly attributes: TextMapColumn;
  /** Links so far. */
  count = 0;
  readonly #ends = new RowNumbers();

  constructor(arena: ByteArena, hashSeed: number) {
    this.traceStates = new TextColumn(arena, hashSeed);
    this.attributes = new TextMapColumn(arena, hashSeed);
  }

  endRow(row: number): void {
    this.#ends.set(row, this.count);
  }

  cut(row: number): void {
    this.count = this.#ends.before(row);
    this.traceIds.cut(this.count);
    this.spanIds.cut(this.count);
    this.traceStates.cut(this.count);
    this.attributes.entries.cut(this.count);
  }

  get dictionaries(): TextDictionaryBuilder[] {
    return [this.traceStates.dictionary, this.attributes.dictionary];
  }

  /** Of a batch of `batchRows`. */
  vector(batchRows: number): ListVector {
    return {
      kind: 'list',
      ends: this.#ends.values.subarray(0, batchRows),
      count: this.count,
      fields: {
        trace_id: this.traceIds.vector(this.count),
        span_id: this.spanIds.vector(this.count),
        trace_state: this.traceStates.vector(this.count),
        attributes: this.attributes.vector(),
      },
    };
  }
}
