// A growing byte buffer. Hot loops take `bytes` and `view` once, after `reserve`, and move `length` themselves.

const FIRST_BYTES = 1 << 16;
/** What is kept for the next use: the largest page of a full segment of usual spans needs less. */
const KEPT_BYTES = 8 * 1024 * 1024;

export class ByteSink {
  bytes: Uint8Array;
  view: DataView;
  length = 0;

  constructor(initialBytes = FIRST_BYTES) {
    this.bytes = new Uint8Array(initialBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `extraBytes` more; `bytes` and `view` may be new afterwards. */
  reserve(extraBytes: number): void {
    const needed = this.length + extraBytes;
    if (needed <= this.bytes.length) return;
    const roomy = this.bytes.length * (this.bytes.length < KEPT_BYTES ? 2 : 1.25);
    const grown = new Uint8Array(Math.max(Math.ceil(roomy), needed));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length <= KEPT_BYTES) return;
    this.bytes = new Uint8Array(FIRST_BYTES);
    this.view = new DataView(this.bytes.buffer);
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

  /** What was written, in a buffer of its own; the sink is empty then. */
  take(): Uint8Array {
    const written = this.written();
    // A copy leaves the sink its memory; so large a one it would give up anyway.
    const taken = this.bytes.length > KEPT_BYTES ? written : written.slice();
    this.clear();
    return taken;
  }

  /** A view of what was written, valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
