// Protobuf to plain objects, by the table of OTLP's messages.
import { ByteSource } from '../bytes/byte-source.ts';
import { decodeUtf8 } from '../bytes/utf8.ts';
import { ANY_VALUE, EXPORT_REQUEST, type JsonField, type JsonMessage, KEY_VALUE } from '../json/otlp-messages.ts';
import { MAX_VALUE_DEPTH, valueTooDeep } from '../malformed-body.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import { base64Text } from '../value-text.ts';
import { type AttributeValue, integerValue } from './attribute-value.ts';
import { LateMessages } from './late-messages.ts';
import { optionalMessage, type TreeMessage, type TreeValue, textOf } from './otlp-tree.ts';
import type { AttributeSet } from './row-attributes.ts';
import type { RowKeys } from './row-keys.ts';
import type { TreeValues } from './tree-values.ts';

type OpenMessage = Record<string, TreeValue>;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const NOT_ASCII = /[\u0080-\uffff]/;
const LENGTH_WIRE_TYPE = 2;
/** Tags of a key and its value, and of what a value can be. */
const [KEY_TAG, VALUE_TAG, TEXT_TAG, BOOLEAN_TAG, INTEGER_TAG, DOUBLE_TAG] = [0x0a, 0x12, 0x0a, 0x10, 0x18, 0x21];
/** Of arrays and lists, which become text at once. */
const ITEMS = 'values';
const SHORT = 128;
const PIECE_BYTES = 8_192;

/** One character a byte. Where there is a faster way, the caller brings it. */
function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let p = 0; p < bytes.length; p += PIECE_BYTES) {
    text += String.fromCharCode.apply(null, bytes.subarray(p, p + PIECE_BYTES) as unknown as number[]);
  }
  return text;
}

export class ProtobufTree {
  readonly #latin1: (bytes: Uint8Array) => string;
  readonly #reader = new ProtobufReader(new ByteSource(new Uint8Array(0), 0));
  /** The body, a character a byte: to cut a text out of it is cheaper than to decode one. */
  #characters = '';
  #lastId = '';

  constructor(latin1 = latin1Text) {
    this.#latin1 = latin1;
  }

  read(body: Uint8Array): TreeMessage {
    this.#reader.begin(new ByteSource(body, 0), 0);
    this.#characters = this.#latin1(body);
    return this.#message(EXPORT_REQUEST, 0, body.length, {}, 0);
  }

  messageAt(message: JsonMessage, from: number, to: number): TreeMessage {
    return this.#message(message, from, to, {}, 0);
  }

  /** Adds to `into`: a message that comes twice is one message. `depth`: arrays and lists around it. */
  #message(message: JsonMessage, start: number, end: number, into: OpenMessage, depth: number): OpenMessage {
    const reader = this.#reader;
    const { fields } = message;
    let place = 0;
    for (let p = start; p < end; p = reader.next) {
      const tag = reader.tag(p, end);
      // Fields mostly come in order, repeated ones one after the other.
      if (fields[place]?.tag !== tag && fields[++place]?.tag !== tag) {
        place = fields.findIndex((field) => field.tag === tag);
      }
      const field = fields[place];
      if (field === undefined) reader.skip(tag, reader.next, end);
      else {
        // Of a oneof only the last member stays.
        if (message === ANY_VALUE) for (const name in into) delete into[name];
        if ((tag & 7) !== LENGTH_WIRE_TYPE) into[field.name] = this.#number(field, reader.next, end);
        else this.#content(field, end, into, message === ANY_VALUE ? depth + 1 : depth);
      }
    }
    return into;
  }

  #content(field: JsonField, end: number, into: OpenMessage, depth: number): void {
    const reader = this.#reader;
    const { name, message } = field;
    const length = reader.length(reader.next, end);
    const from = reader.next;
    const to = from + length;
    if (message === null) into[name] = this.#scalar(field, from, to);
    else {
      if (depth > MAX_VALUE_DEPTH) throw valueTooDeep(from);
      if (!field.repeated) into[name] = this.#message(message, from, to, (into[name] ?? {}) as OpenMessage, depth);
      else if (name === ITEMS) ((into[name] ??= []) as TreeValue[]).push(this.#message(message, from, to, {}, depth));
      else {
        const { places } = (into[name] ??= new LateMessages(this, message)) as LateMessages;
        places.push(from, to);
        reader.next = to;
        this.#passAll(field.tag, end, places);
        return;
      }
    }
    reader.next = to;
  }

  /** Messages of the same field that follow at once. */
  #passAll(tag: number, end: number, places: number[]): void {
    const reader = this.#reader;
    const { bytes } = reader;
    // Tags of one byte, as all of OTLP's repeated messages have.
    for (let p = reader.next; p < end && bytes[p] === tag; p = reader.next) {
      const length = reader.length(p + 1, end);
      places.push(reader.next, reader.next + length);
      reader.next += length;
    }
  }

  /** Most attributes are a short key and then a short value: without messages made of them they take a third of the time. */
  addAttribute(from: number, to: number, set: AttributeSet, keys: RowKeys, values: TreeValues): void {
    const { bytes } = this.#reader;
    const keyStart = from + 2;
    const keyEnd = keyStart + bytes[from + 1];
    const start = keyEnd + 2;
    if (bytes[from] === KEY_TAG && bytes[from + 1] < SHORT && bytes[keyEnd] === VALUE_TAG && start < to) {
      const value = bytes[keyEnd + 1] === to - start && to - start < SHORT ? this.#plainValue(start, to) : undefined;
      if (value !== undefined) {
        const key = keys.expected(this.#characters, keyStart, keyEnd) ?? keys.of(this.#text(keyStart, keyEnd));
        set.add(key, value);
        return;
      }
    }
    const { key, value } = this.#message(KEY_VALUE, from, to, {}, 0);
    const known = values.valueOf(optionalMessage(value));
    if (known !== undefined) set.add(keys.of(textOf(key)), known);
  }

  /** Of one member that fills all of it; `undefined` for all others. */
  #plainValue(start: number, end: number): AttributeValue | undefined {
    const reader = this.#reader;
    const { bytes } = reader;
    const first = bytes[start + 1];
    switch (bytes[start]) {
      case TEXT_TAG:
        return first === end - start - 2 ? this.#text(start + 2, end) : undefined;
      case BOOLEAN_TAG:
        return end - start === 2 && first < 2 ? first === 1 : undefined;
      case INTEGER_TAG:
        reader.varint64(start + 1, end);
        return reader.next === end ? integerValue(reader.low, reader.high) : undefined;
      case DOUBLE_TAG:
        return end - start === 9 ? reader.view.getFloat64(start + 1, true) : undefined;
      default:
        return undefined;
    }
  }

  #scalar({ kind }: JsonField, from: number, to: number): string {
    const { bytes } = this.#reader;
    if (kind === 'bytes') return base64Text(bytes, from, to - from);
    return kind === 'text' ? this.#text(from, to) : this.#hex(from, to);
  }

  #text(from: number, to: number): string {
    const { bytes } = this.#reader;
    const text = this.#characters.slice(from, to);
    return NOT_ASCII.test(text) ? decodeUtf8(bytes, from, to - from) : text;
  }

  /** The next span is often of the same trace. */
  #hex(from: number, to: number): string {
    const { bytes } = this.#reader;
    let p = from;
    if (this.#lastId.length === 2 * (to - from)) {
      while (p < to && this.#lastId.startsWith(HEX[bytes[p]], 2 * (p - from))) p++;
      if (p === to) return this.#lastId;
    }
    let text = '';
    for (p = from; p < to; p++) text += HEX[bytes[p]];
    if (text.length > 16) this.#lastId = text;
    return text;
  }

  #number({ kind }: JsonField, position: number, end: number): number | bigint | boolean {
    const reader = this.#reader;
    switch (kind) {
      case 'fixed64':
        reader.fixed(position, 8, end);
        return reader.view.getBigUint64(position, true);
      case 'double':
        reader.fixed(position, 8, end);
        return reader.view.getFloat64(position, true);
      case 'fixed32':
        reader.fixed(position, 4, end);
        return reader.view.getUint32(position, true);
      case 'boolean':
        reader.varint64(position, end);
        return (reader.low | reader.high) !== 0;
      case 'int64':
        reader.varint64(position, end);
        return integerValue(reader.low, reader.high);
      case 'enum':
        return reader.uint32(position, end) | 0;
      default:
        return reader.uint32(position, end);
    }
  }
}
