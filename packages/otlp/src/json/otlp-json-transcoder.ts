// OTLP/JSON bodies, written again as protobuf in the side arena, so that both forms take one way to the columns.
import { DOUBLE_TAG, TEXT_TAG } from '../attribute-reader.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import type { ByteArena } from '../columns/byte-arena.ts';
import type { DecodeNotes } from '../decode-notes.ts';
import { MAX_VALUE_DEPTH, valueTooDeep } from '../malformed-body.ts';
import { columnNameOf, idTextProblem } from '../span-id.ts';
import { SPAN_VALUES, ValueCount } from '../value-count.ts';
import { bytesOfBase64, bytesOfHex, isHex } from './encoded-bytes.ts';
import { JsonReader, QUOTE } from './json-reader.ts';
import {
  ARRAY_VALUE,
  EXPORT_REQUEST,
  type JsonField,
  type JsonMessage,
  KEY_VALUE_LIST,
  SPAN,
} from './otlp-messages.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { intValueOf, MAX_INTEGER_CHARACTERS, wholeNumberOf } from './whole-number.ts';

/** Of a trace id. */
const MAX_ID_DIGITS = 32;
const SHOWN_CHARACTERS = 40;
const UINT32_MAX = 0xffffffff;
const INT32_MIN = -0x80000000n;
const INT32_MAX = 0x7fffffffn;
const UINT64_MAX = (1n << 64n) - 1n;
/** Of a number that stands in a text: JSON's form, with zeros in front too. Number() itself would take "0x10", " 5 " and "". */
const NUMBER_TEXT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const UNDERSCORE = 0x5f;
const NOT_FINITE = /^(NaN|-?Infinity)$/;

/** Where the protobuf lies in the side arena. */
export interface TranscodedBody {
  readonly from: number;
  readonly to: number;
}

/**
 * Writes the OTLP/JSON body `segment[start, end)` again as protobuf. Spans with an id that is not hexadecimal are left out and noted.
 * Throws `malformed_body` where the text is not JSON, or a known member has a value of another type.
 */
export function transcodeOtlpJson(arena: ByteArena, start: number, end: number, notes: DecodeNotes): TranscodedBody {
  const transcoder = new OtlpJsonTranscoder(arena, start, end, notes);
  return transcoder.transcode();
}

class OtlpJsonTranscoder {
  readonly #reader: JsonReader;
  readonly #writer: ProtobufWriter;
  readonly #notes: DecodeNotes;
  /** Of spans that are left out here, the decoder sees nothing. */
  readonly #values = new ValueCount();
  /** What is wrong with the first bad id of the open span. */
  #badId: { field: string; problem: string } | null = null;

  constructor(arena: ByteArena, start: number, end: number, notes: DecodeNotes) {
    this.#reader = new JsonReader(arena.segment.bytes, start, end);
    this.#writer = new ProtobufWriter(arena);
    this.#notes = notes;
  }

  transcode(): TranscodedBody {
    const from = this.#writer.position;
    this.#reader.skipByteOrderMark();
    if (this.#reader.peek() === -1) this.#reader.malformed('the body is empty; an object is needed');
    this.#writeMessage(EXPORT_REQUEST, 'the body', 0);
    this.#reader.expectEnd();
    return { from, to: this.#writer.position };
  }

  /** `depth`: arrays and lists around this message. */
  #writeMessage(message: JsonMessage, what: string, depth: number): void {
    const reader = this.#reader;
    reader.enterObject(what);
    let expected = 0;
    for (let first = true; reader.nextMember(first); first = false) {
      const place = this.#findField(message.fields, expected);
      if (place < 0) this.#skipUnknown(message.fields);
      else if (!reader.readNull()) {
        this.#writeField(message.fields[place], depth);
        expected = place + 1;
      }
    }
  }

  /** The place of the field that the last string names, or -1; members mostly come in order, so `expected` is tried first. */
  #findField(fields: readonly JsonField[], expected: number): number {
    if (expected < fields.length && this.#isName(fields[expected].nameBytes)) return expected;
    if (this.#reader.textEscaped) {
      const name = this.#reader.text();
      return fields.findIndex((field) => field.name === name);
    }
    for (let place = 0; place < fields.length; place++) if (this.#isName(fields[place].nameBytes)) return place;
    return -1;
  }

  #skipUnknown(fields: readonly JsonField[]): void {
    const { bytes, textStart, textEnd } = this.#reader;
    const isShort = textEnd - textStart <= SHOWN_CHARACTERS;
    if (isShort && bytes.subarray(textStart, textEnd).includes(UNDERSCORE)) {
      const name = this.#reader.text();
      const known = fields.find((field) => snakeCase(field.name) === name);
      if (known !== undefined) this.#notes.misnamedMember(name, known.name);
    }
    this.#reader.skipValue();
  }

  #isName(name: Uint8Array): boolean {
    const { bytes, textStart, textEnd } = this.#reader;
    if (textEnd - textStart !== name.length) return false;
    for (let i = 0; i < name.length; i++) if (bytes[textStart + i] !== name[i]) return false;
    return true;
  }

  #writeField(field: JsonField, depth: number): void {
    if (!field.repeated) {
      this.#writeValue(field, depth);
      return;
    }
    const reader = this.#reader;
    reader.enterArray(field.quoted);
    for (let first = true; reader.nextItem(first); first = false) this.#writeValue(field, depth);
  }

  #writeValue(field: JsonField, depth: number): void {
    const start = this.#writer.position;
    if (field.message === SPAN) {
      this.#badId = null;
      this.#values.add(SPAN_VALUES);
    }
    if (field.kind === 'int64') {
      this.#writeNumber(field);
      return;
    }
    this.#writer.varint(field.tag);
    if (field.message !== null) {
      const inner = field.message === ARRAY_VALUE || field.message === KEY_VALUE_LIST ? depth + 1 : depth;
      if (inner > MAX_VALUE_DEPTH) throw valueTooDeep(this.#reader.offset);
      const content = this.#writer.beginLength();
      this.#writeMessage(field.message, field.quoted, inner);
      this.#writer.endLength(content);
    } else this.#writeScalar(field);
    if (field.message === SPAN && this.#badId !== null) {
      this.#writer.truncate(start);
      this.#notes.reject(this.#badId.field, this.#badId.problem);
    }
  }

  /** An `intValue`, as what it is. */
  #writeNumber(field: JsonField): void {
    const start = this.#reader.position;
    const what = field.quoted;
    const short = this.#reader.readShortInteger();
    if (short >= 0) {
      this.#writer.varint(field.tag);
      this.#writer.varint(short);
      return;
    }
    const text = this.#reader.readNumberText(what);
    const value = intValueOf(text);
    if (typeof value === 'bigint') {
      this.#writer.varint(field.tag);
      this.#writer.varint64(value);
      return;
    }
    if (value !== null) {
      this.#writer.varint(TEXT_TAG);
      this.#writeContent(encodeUtf8(value));
      return;
    }
    this.#reader.position = start;
    this.#writer.varint(DOUBLE_TAG);
    this.#writer.double(this.#readDouble(what));
  }

  #writeScalar(field: JsonField): void {
    const reader = this.#reader;
    const writer = this.#writer;
    const what = field.quoted;
    switch (field.kind) {
      case 'text':
        this.#writeText(what);
        break;
      case 'bytes':
      case 'id':
      case 'linkId':
        this.#writeBytes(field, what);
        break;
      case 'boolean':
        writer.varint(reader.readBoolean(what) ? 1 : 0);
        break;
      case 'fixed64':
        writer.fixed64(this.#readInteger(what, 0n, UINT64_MAX));
        break;
      case 'uint32':
        writer.varint(this.#readCount(what, UINT32_MAX));
        break;
      case 'fixed32':
        writer.fixed32(this.#readCount(what, UINT32_MAX));
        break;
      case 'enum':
        writer.varint64(this.#readInteger(what, INT32_MIN, INT32_MAX));
        break;
      case 'double':
        writer.double(this.#readDouble(what));
    }
  }

  #readString(what: string): void {
    if (this.#reader.peek() !== QUOTE) this.#reader.malformed(`${what} is not a text`);
    this.#reader.readString();
  }

  #writeText(what: string): void {
    this.#readString(what);
    const { bytes, textStart, textEnd, textEscaped } = this.#reader;
    if (textEscaped) {
      this.#writeContent(encodeUtf8(this.#reader.text()));
      return;
    }
    // Text without escapes is UTF-8 as it stands, or is mended where the columns mend it.
    this.#writer.varint(textEnd - textStart);
    this.#writer.copy(bytes, textStart, textEnd);
  }

  #writeContent(bytes: Uint8Array): void {
    this.#writer.varint(bytes.length);
    this.#writer.bytes(bytes);
  }

  #writeBytes(field: JsonField, what: string): void {
    const start = this.#reader.position;
    this.#readString(what);
    const { bytes, textStart, textEnd, textEscaped } = this.#reader;
    const length = textEnd - textStart;
    if (field.kind !== 'bytes' && !textEscaped && length <= MAX_ID_DIGITS && isHex(bytes, textStart, length)) {
      this.#writer.varint(length / 2);
      this.#writer.hex(bytes, textStart, length);
    } else this.#writeContent(this.#decodeText(field, what, start));
  }

  #decodeText(field: JsonField, what: string, start: number): Uint8Array {
    const text = this.#reader.text();
    const bytes = field.kind === 'bytes' ? bytesOfBase64(text) : bytesOfHex(text);
    if (bytes !== null) return bytes;
    if (field.kind === 'bytes') {
      this.#reader.position = start;
      this.#reader.malformed(`${what} is not base64`);
    }
    if (field.kind === 'id') this.#badId ??= { field: columnNameOf(field.name), problem: idTextProblem(text) };
    return new Uint8Array(0);
  }

  /** A whole number from 0 to `max`, which is less than 2^53. */
  #readCount(what: string, max: number): number {
    const start = this.#reader.position;
    const short = this.#reader.readShortInteger();
    if (short >= 0 && short <= max) return short;
    this.#reader.position = start;
    return Number(this.#readInteger(what, 0n, BigInt(max)));
  }

  #readInteger(what: string, min: bigint, max: bigint): bigint {
    const start = this.#reader.position;
    const text = this.#reader.readNumberText(what);
    const value = wholeNumberOf(text);
    if (value !== null && value >= min && value <= max) return value;
    const shown = JSON.stringify(text.slice(0, MAX_INTEGER_CHARACTERS));
    this.#reader.position = start;
    return this.#reader.malformed(`${what} is ${shown}; a whole number from ${min} to ${max} is needed`);
  }

  #readDouble(what: string): number {
    const start = this.#reader.position;
    const text = this.#reader.readNumberText(what);
    if (NUMBER_TEXT.test(text) || NOT_FINITE.test(text)) return Number(text);
    this.#reader.position = start;
    return this.#reader.malformed(`${what} is ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS))}; a number is needed`);
  }
}

/** As protobuf names it. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
