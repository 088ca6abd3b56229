// Reads protobuf's wire format in place: no object per message, no copy. Positions are passed in; where reading ended is in `next`.
// https://protobuf.dev/programming-guides/encoding/
import type { ByteSource } from './bytes/byte-source.ts';
import { malformedBody } from './malformed-body.ts';

/** Low three bits of a tag. */
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;
const WIRE_GROUP_START = 3;
const WIRE_GROUP_END = 4;
const WIRE_FIXED32 = 5;

const MAX_TAG_BYTES = 5;
const MAX_VARINT_BYTES = 10;
/** As other readers of protobuf have it. */
const MAX_GROUP_DEPTH = 100;

export class ProtobufReader {
  source: ByteSource;
  /** Those of `source` when the body began; should the side arena grow, its older copy still holds the body. */
  bytes: Uint8Array;
  view: DataView;
  /** Position behind what was read last; of `length`, where the content begins. */
  next = 0;
  /** The two halves of the last 64-bit varint. */
  low = 0;
  high = 0;
  /** Where the body begins: offsets in errors count from here. */
  bodyStart = 0;

  constructor(source: ByteSource) {
    this.source = source;
    this.bytes = source.bytes;
    this.view = source.view;
  }

  begin(source: ByteSource, bodyStart: number): void {
    this.source = source;
    this.bytes = source.bytes;
    this.view = source.view;
    this.bodyStart = bodyStart;
  }

  malformed(position: number, problem: string): never {
    throw malformedBody(position - this.bodyStart, problem);
  }

  /** A tag: field number times 8 plus wire type. */
  tag(position: number, end: number): number {
    const first = this.bytes[position];
    if (first < 128 && position < end) {
      this.next = position + 1;
      return first;
    }
    return this.#longVarint(position, end);
  }

  /** The length of what follows; it is checked to lie before `end`. */
  length(position: number, end: number): number {
    let length = this.bytes[position];
    if (length < 128) this.next = position + 1;
    else length = this.#longVarint(position, end);
    if (this.next + length > end) this.#tooLong(position, length, end);
    return length;
  }

  // Errors are made apart: V8 inlines only what is short, and these readers run a hundred times a span.
  #tooLong(position: number, length: number, end: number): never {
    const beyond = this.next + length - end;
    return this.malformed(position, `a field of ${length} bytes reaches ${beyond} bytes beyond its message`);
  }

  #longVarint(position: number, end: number): number {
    const { bytes } = this;
    let value = 0;
    let factor = 1;
    for (let i = 0; i < MAX_TAG_BYTES; i++) {
      if (position + i >= end) this.malformed(position, 'the message ends inside a number');
      const byte = bytes[position + i];
      value += (byte & 127) * factor;
      if (byte < 128) {
        this.next = position + i + 1;
        return value;
      }
      factor *= 128;
    }
    return this.malformed(position, `a tag or length has more than ${MAX_TAG_BYTES} bytes`);
  }

  /** A number of up to 64 bits, into `low` and `high`. */
  varint64(position: number, end: number): void {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let i = 0, shift = 0; i < MAX_VARINT_BYTES; i++, shift += 7) {
      if (position + i >= end) this.malformed(position, 'the message ends inside a number');
      const byte = bytes[position + i];
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.low = low;
        this.high = high;
        this.next = position + i + 1;
        return;
      }
    }
    this.malformed(position, `a number has more than ${MAX_VARINT_BYTES} bytes`);
  }

  /** The low 32 bits of a number, unsigned: enums and counts. */
  uint32(position: number, end: number): number {
    const first = this.bytes[position];
    if (first < 128 && position < end) {
      this.next = position + 1;
      return first;
    }
    this.varint64(position, end);
    return this.low >>> 0;
  }

  /** Checks that `size` bytes follow, and moves `next` behind them. */
  fixed(position: number, size: number, end: number): void {
    if (position + size > end) this.malformed(position, `the message ends inside a ${size}-byte number`);
    this.next = position + size;
  }

  /** Moves `next` behind a field that is of no interest; `position` is behind its tag. */
  skip(tag: number, position: number, end: number): void {
    if (tag < 8) this.malformed(position, 'a tag has field number 0');
    switch (tag & 7) {
      case WIRE_VARINT:
        this.varint64(position, end);
        return;
      case WIRE_FIXED64:
        this.fixed(position, 8, end);
        return;
      case WIRE_LENGTH: {
        const length = this.length(position, end);
        this.next += length;
        return;
      }
      case WIRE_FIXED32:
        this.fixed(position, 4, end);
        return;
      case WIRE_GROUP_START:
        this.#skipGroup(tag, position, end);
        return;
      default:
        this.malformed(position, `wire type ${tag & 7} is not in use`);
    }
  }

  /** No field of OTLP is a group, and nothing has been one for long: but who does not know a field has to pass over it. */
  #skipGroup(start: number, position: number, end: number): void {
    const ends = [start + 1];
    for (let p = position; ends.length > 0; p = this.next) {
      const tag = this.tag(p, end);
      const wireType = tag & 7;
      if (wireType === WIRE_GROUP_END) {
        if (ends.pop() !== tag) this.malformed(p, 'a group ends that is not the one that began');
      } else if (wireType === WIRE_GROUP_START && tag >= 8) {
        ends.push(tag + 1);
        if (ends.length > MAX_GROUP_DEPTH) this.malformed(p, `groups are nested more than ${MAX_GROUP_DEPTH} deep`);
      } else this.skip(tag, this.next, end);
    }
  }
}
