// Thrift's compact protocol, as far as Parquet's page headers and footer need it (thrift-compact-protocol.md).
import type { ByteSink } from './byte-sink.ts';

const TYPE = { booleanTrue: 1, booleanFalse: 2, int32: 5, int64: 6, binary: 8, list: 9, struct: 12 } as const;

const UTF8 = new TextEncoder();

/** Fields of one struct must be written in ascending id order. */
export class ThriftCompactWriter {
  readonly #sink: ByteSink;
  #lastId = 0;
  readonly #outerIds: number[] = [];

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  int32(id: number, value: number): void {
    this.#field(id, TYPE.int32);
    this.#sink.zigzagVarint(value);
  }

  /** `value` is exact within ±2^52: sizes, offsets, counts. */
  int64(id: number, value: number): void {
    this.#field(id, TYPE.int64);
    this.#sink.zigzagVarint(value);
  }

  boolean(id: number, value: boolean): void {
    this.#field(id, value ? TYPE.booleanTrue : TYPE.booleanFalse);
  }

  text(id: number, value: string): void {
    this.binary(id, UTF8.encode(value));
  }

  binary(id: number, value: Uint8Array): void {
    this.#field(id, TYPE.binary);
    this.#sink.varint(value.length);
    this.#sink.append(value);
  }

  int32List(id: number, values: readonly number[]): void {
    this.#list(id, TYPE.int32, values.length);
    for (const value of values) this.#sink.zigzagVarint(value);
  }

  textList(id: number, values: readonly string[]): void {
    this.#list(id, TYPE.binary, values.length);
    for (const value of values) {
      const bytes = UTF8.encode(value);
      this.#sink.varint(bytes.length);
      this.#sink.append(bytes);
    }
  }

  structList<T>(id: number, items: readonly T[], writeFields: (item: T) => void): void {
    this.#list(id, TYPE.struct, items.length);
    for (const item of items) this.#structBody(() => writeFields(item));
  }

  struct(id: number, writeFields: () => void): void {
    this.#field(id, TYPE.struct);
    this.#structBody(writeFields);
  }

  /** A struct that stands alone: a page header, the footer. */
  root(writeFields: () => void): void {
    this.#structBody(writeFields);
  }

  #structBody(writeFields: () => void): void {
    this.#outerIds.push(this.#lastId);
    this.#lastId = 0;
    writeFields();
    this.#sink.byte(0);
    this.#lastId = this.#outerIds.pop()!;
  }

  #list(id: number, elementType: number, size: number): void {
    this.#field(id, TYPE.list);
    if (size < 15) {
      this.#sink.byte((size << 4) | elementType);
      return;
    }
    this.#sink.byte(0xf0 | elementType);
    this.#sink.varint(size);
  }

  #field(id: number, type: number): void {
    const delta = id - this.#lastId;
    if (delta > 0 && delta < 16) {
      this.#sink.byte((delta << 4) | type);
    } else {
      this.#sink.byte(type);
      this.#sink.zigzagVarint(id);
    }
    this.#lastId = id;
  }
}
