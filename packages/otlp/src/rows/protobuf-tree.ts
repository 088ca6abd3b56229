// Protobuf to plain objects, by the table of OTLP's messages.
import { ByteSource } from '../bytes/byte-source.ts';
import { decodeUtf8 } from '../bytes/utf8.ts';
import { ANY_VALUE, EXPORT_REQUEST, type JsonField, type JsonMessage, KEY_VALUE } from '../json/otlp-messages.ts';
import { MAX_VALUE_DEPTH, valueTooDeep } from '../malformed-body.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import { base64Text } from '../value-text.ts';
import { integerValue } from './attribute-value.ts';
import type { TreeMessage, TreeValue } from './otlp-tree.ts';

type OpenMessage = Record<string, TreeValue>;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const NOT_ASCII = /[\u0080-\uffff]/;
const LENGTH_WIRE_TYPE = 2;
/** Tags of a key, its value, and a text as such. */
const [KEY_TAG, VALUE_TAG, TEXT_TAG] = [0x0a, 0x12, 0x0a];
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
      else {
        const plain = message === KEY_VALUE ? this.#plainAttribute(from, to) : undefined;
        ((into[name] ??= []) as TreeValue[]).push(plain ?? this.#message(message, from, to, {}, depth));
      }
    }
    reader.next = to;
  }

  /** Most attributes are a short key and then a short text: half the time of a message in a message. `undefined` for all others. */
  #plainAttribute(from: number, to: number): OpenMessage | undefined {
    const { bytes } = this.#reader;
    const keyEnd = from + 2 + bytes[from + 1];
    const textStart = keyEnd + 4;
    if (bytes[from] !== KEY_TAG || bytes[from + 1] >= SHORT || textStart > to || to - keyEnd >= SHORT) return undefined;
    if (bytes[keyEnd] !== VALUE_TAG || bytes[keyEnd + 1] !== to - keyEnd - 2) return undefined;
    if (bytes[keyEnd + 2] !== TEXT_TAG || bytes[keyEnd + 3] !== to - textStart) return undefined;
    return { key: this.#text(from + 2, keyEnd), value: { stringValue: this.#text(textStart, to) } };
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
