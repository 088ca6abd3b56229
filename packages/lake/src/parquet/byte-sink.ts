// A growing byte buffer. Hot loops take `bytes` and `view` once, after `reserve`, and move `length` themselves.

export class ByteSink {
  bytes: Uint8Array;
  view: DataView;
  length = 0;

  constructor(initialBytes = 1 << 16) {
    this.bytes = new Uint8Array(initialBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `extraBytes` more; `bytes` and `view` may be new afterwards. */
  reserve(extraBytes: number): void {
    const needed = this.length + extraBytes;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, needed));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  clear(): void {
    this.length = 0;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  int32(value: number): void {
    this.reserve(4);
    this.view.setInt32(this.length, value, true);
    this.length += 4;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** ULEB128 of an integer from 0 to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  /** ULEB128 of the zigzag form of an integer within ±2^52. */
  zigzagVarint(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** A view of what was written, valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
