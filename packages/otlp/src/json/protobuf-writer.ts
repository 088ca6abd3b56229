// Writes protobuf at the end of the side arena.
import type { ByteArena } from '../columns/byte-arena.ts';
import { hexDigit } from './encoded-bytes.ts';

const SHORT_COPY_BYTES = 64;

export class ProtobufWriter {
  readonly #arena: ByteArena;

  constructor(arena: ByteArena) {
    this.#arena = arena;
  }

  /** Where the next byte goes. */
  get position(): number {
    return this.#arena.sideLength;
  }

  /** Forgets what was written from `position` on. */
  truncate(position: number): void {
    this.#arena.sideLength = position;
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    const arena = this.#arena;
    arena.reserve(10);
    const { bytes } = arena.side;
    if (value < 128) {
      bytes[arena.sideLength++] = value;
      return;
    }
    let rest = value;
    while (rest > 127) {
      bytes[arena.sideLength++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    bytes[arena.sideLength++] = rest;
  }

  /** A signed 64-bit integer. */
  varint64(value: bigint): void {
    const arena = this.#arena;
    arena.reserve(10);
    const { bytes } = arena.side;
    let rest = BigInt.asUintN(64, value);
    while (rest > 127n) {
      bytes[arena.sideLength++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    bytes[arena.sideLength++] = Number(rest);
  }

  fixed32(value: number): void {
    const position = this.#arena.reserve(4);
    this.#arena.side.view.setUint32(position, value, true);
    this.#arena.sideLength += 4;
  }

  fixed64(value: bigint): void {
    const position = this.#arena.reserve(8);
    this.#arena.side.view.setBigUint64(position, BigInt.asUintN(64, value), true);
    this.#arena.sideLength += 8;
  }

  double(value: number): void {
    const position = this.#arena.reserve(8);
    this.#arena.side.view.setFloat64(position, value, true);
    this.#arena.sideLength += 8;
  }

  bytes(bytes: Uint8Array): void {
    const position = this.#arena.reserve(bytes.length);
    this.#arena.side.bytes.set(bytes, position);
    this.#arena.sideLength += bytes.length;
  }

  /** Copies `from[start, end)`. */
  copy(from: Uint8Array, start: number, end: number): void {
    const position = this.#arena.reserve(end - start);
    const { bytes } = this.#arena.side;
    this.#arena.sideLength += end - start;
    // A view costs more than copying a short text byte by byte.
    if (end - start > SHORT_COPY_BYTES) bytes.set(from.subarray(start, end), position);
    else for (let i = start; i < end; i++) bytes[position + i - start] = from[i];
  }

  /** Writes `length` hexadecimal digits, an even number, as bytes. */
  hex(digits: Uint8Array, start: number, length: number): void {
    const position = this.#arena.reserve(length / 2);
    const { bytes } = this.#arena.side;
    for (let i = 0; i < length; i += 2) {
      bytes[position + i / 2] = hexDigit(digits[start + i]) * 16 + hexDigit(digits[start + i + 1]);
    }
    this.#arena.sideLength += length / 2;
  }

  /** Leaves room for a length of one byte; `endLength` takes what this returns. */
  beginLength(): number {
    this.#arena.reserve(1);
    this.#arena.sideLength++;
    return this.#arena.sideLength;
  }

  /** Writes the length of what was written since `start`, moving it where the length needs more than one byte. */
  endLength(start: number): void {
    const arena = this.#arena;
    const length = arena.sideLength - start;
    let lengthBytes = 1;
    for (let rest = length; rest > 127; rest = Math.floor(rest / 128)) lengthBytes++;
    if (lengthBytes > 1) {
      arena.reserve(lengthBytes - 1);
      arena.side.bytes.copyWithin(start - 1 + lengthBytes, start, start + length);
    }
    arena.sideLength = start - 1;
    this.varint(length);
    arena.sideLength += length;
  }
}
