// The two stretches of memory that a batch's texts lie in: the segment with bodies as received, and the side arena with texts that were made.
import { ByteSource } from '../bytes/byte-source.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import { grownUint8 } from './grown-array.ts';

const INITIAL_SIDE_BYTES = 1 << 16;

export class ByteArena {
  readonly segment: ByteSource;
  readonly side: ByteSource;
  /** Bytes of `side` in use. Byte 0 never is: its offset, -1, means "missing" in lists. */
  sideLength = 1;
  #marked = 1;

  constructor(segment: Uint8Array) {
    this.segment = new ByteSource(segment, 0);
    this.side = new ByteSource(new Uint8Array(INITIAL_SIDE_BYTES), -1);
  }

  sourceOf(offset: number): ByteSource {
    return offset >= 0 ? this.segment : this.side;
  }

  /** Makes room for `sizeBytes` more and says where they go. */
  reserve(sizeBytes: number): number {
    const needed = this.sideLength + sizeBytes;
    const capacity = this.side.bytes.length;
    if (needed > capacity) this.side.replace(grownUint8(this.side.bytes, Math.max(capacity * 2, needed)));
    return this.sideLength;
  }

  /** Puts made text at the end of the side arena and returns its position there; it ends at `sideLength`. */
  append(text: string): number {
    const bytes = encodeUtf8(text);
    const position = this.reserve(bytes.length);
    this.side.bytes.set(bytes, position);
    this.sideLength += bytes.length;
    return position;
  }

  /** Forgets what was made, whose memory is used again; texts as received lie in `segment` from now on. */
  clear(segment: Uint8Array): void {
    this.segment.replace(segment);
    this.sideLength = 1;
  }

  mark(): void {
    this.#marked = this.sideLength;
  }

  rollBack(): void {
    this.sideLength = this.#marked;
  }
}
