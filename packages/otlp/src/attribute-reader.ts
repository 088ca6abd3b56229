// Reads one OTLP KeyValue: which key, what type of value, and where the value lies. Nothing is copied.
import type { KeyCache } from './key-cache.ts';
import type { KeyScope } from './key-scope.ts';
import type { ProtobufReader } from './protobuf-reader.ts';
import type { ValueCount } from './value-count.ts';

/** Types of a value. An empty value (none of OTLP's members is set) is as if the attribute had not been sent. */
export const VALUE_EMPTY = 0;
export const VALUE_TEXT = 1;
export const VALUE_BOOLEAN = 2;
export const VALUE_INT64 = 3;
export const VALUE_DOUBLE = 4;
/** An array, a key-value list, or bytes. */
export const VALUE_COMPLEX = 5;

const KEY_TAG = 10;
const VALUE_TAG = 18;

/** Tags of AnyValue's members. */
export const TEXT_TAG = 10;
export const BOOLEAN_TAG = 16;
export const INT64_TAG = 24;
export const DOUBLE_TAG = 33;
export const ARRAY_TAG = 42;
export const KEY_VALUE_LIST_TAG = 50;
export const BYTES_TAG = 58;

export class AttributeReader {
  readonly reader: ProtobufReader;
  readonly keys: KeyCache;
  readonly values: ValueCount;
  type = VALUE_EMPTY;
  /** Of a text: its bytes. Of a double: its eight bytes. Of an array, list or bytes: the content. */
  start = 0;
  length = 0;
  /** Of an integer: its halves. Of a boolean: 0 or 1 in `low`. */
  low = 0;
  high = 0;
  /** Of an array, list or bytes: the tag in AnyValue that says which. */
  tag = 0;

  constructor(reader: ProtobufReader, keys: KeyCache, values: ValueCount) {
    this.reader = reader;
    this.keys = keys;
    this.values = values;
  }

  /**
   * Reads the KeyValue that lies from `position` to `end` and returns the key's id; the value is in the fields.
   * What nearly every exporter sends, a key of less than 128 bytes and then the value, is read without a call.
   */
  read(position: number, end: number, scope: KeyScope): number {
    const { bytes } = this.reader;
    const keyLength = bytes[position + 1];
    const valuePosition = position + 2 + keyLength;
    if (
      bytes[position] !== KEY_TAG ||
      keyLength > 127 ||
      valuePosition + 1 >= end ||
      bytes[valuePosition] !== VALUE_TAG
    ) {
      return this.#readParts(position, end, scope);
    }
    let length = bytes[valuePosition + 1];
    let start = valuePosition + 2;
    if (length > 127) {
      length = this.reader.length(valuePosition + 1, end);
      start = this.reader.next;
    }
    if (start + length !== end) return this.#readParts(position, end, scope);
    const keyId = this.keys.find(this.reader.source, position + 2, keyLength, scope);
    const textLength = bytes[start + 1];
    if (bytes[start] === TEXT_TAG && textLength < 128 && start + 2 + textLength === end) {
      this.type = VALUE_TEXT;
      this.start = start + 2;
      this.length = textLength;
    } else this.readValue(start, end);
    return keyId;
  }

  get double(): number {
    return this.reader.view.getFloat64(this.start, true);
  }

  /** A KeyValue in any form: of keys the last counts, values that come twice are one value, as protobuf has it. */
  #readParts(position: number, end: number, scope: KeyScope): number {
    const { reader } = this;
    let keyStart = position;
    let keyLength = 0;
    this.type = VALUE_EMPTY;
    for (let p = position; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      if (tag !== KEY_TAG && tag !== VALUE_TAG) {
        reader.skip(tag, reader.next, end);
        continue;
      }
      const length = reader.length(reader.next, end);
      const start = reader.next;
      if (tag === VALUE_TAG) this.#readMembers(start, start + length);
      else {
        keyStart = start;
        keyLength = length;
      }
      reader.next = start + length;
    }
    return this.keys.find(reader.source, keyStart, keyLength, scope);
  }

  /** Reads an AnyValue; no bytes are an empty one. Of several members the last counts, as protobuf has it for a oneof. */
  readValue(start: number, end: number): void {
    this.type = VALUE_EMPTY;
    this.#readMembers(start, end);
  }

  #readMembers(start: number, end: number): void {
    const { reader } = this;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      const position = reader.next;
      switch (tag) {
        case TEXT_TAG:
          this.#readContent(VALUE_TEXT, tag, position, end);
          break;
        case BOOLEAN_TAG:
          reader.varint64(position, end);
          this.type = VALUE_BOOLEAN;
          this.low = (reader.low | reader.high) === 0 ? 0 : 1;
          break;
        case INT64_TAG:
          reader.varint64(position, end);
          this.type = VALUE_INT64;
          this.low = reader.low;
          this.high = reader.high;
          break;
        case DOUBLE_TAG:
          reader.fixed(position, 8, end);
          this.type = VALUE_DOUBLE;
          this.start = position;
          break;
        case ARRAY_TAG:
        case KEY_VALUE_LIST_TAG:
        case BYTES_TAG:
          this.#readContent(VALUE_COMPLEX, tag, position, end);
          break;
        default:
          reader.skip(tag, position, end);
      }
    }
  }

  #readContent(type: number, tag: number, position: number, end: number): void {
    this.length = this.reader.length(position, end);
    this.start = this.reader.next;
    this.reader.next += this.length;
    this.type = type;
    this.tag = tag;
  }
}
