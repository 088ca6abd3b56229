// Remembered bodies as their file has them, 44 bytes each, read one at a time: as objects the two million of a busy server's last
// ten minutes would take more than a gigabyte while it starts.
import { FINGERPRINT_BYTES } from './log-record.ts';
import type { RecentBody } from './recent-bodies.ts';

/** Fingerprint | rows (u32) | rejected (u32) | arrival, ms (f64) | the same by monotonic time, s (u32), 0: not known. Little-endian. */
export const ENTRY_BYTES = 40;

export class PackedBodies implements Iterable<RecentBody> {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly entryBytes: number;

  /** @param entryBytes from one entry to the next: what stands between them is not read. */
  constructor(bytes: Uint8Array, entryBytes: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.entryBytes = entryBytes;
  }

  get size(): number {
    return Math.floor(this.bytes.length / this.entryBytes);
  }

  latest(count: number): PackedBodies {
    const first = Math.max(0, this.size - count);
    return new PackedBodies(this.bytes.subarray(first * this.entryBytes), this.entryBytes);
  }

  *[Symbol.iterator](): Iterator<RecentBody> {
    for (let n = 0; n < this.size; n++) yield this.bodyAt(n * this.entryBytes);
  }

  private bodyAt(at: number): RecentBody {
    const monotonicSeconds = this.view.getUint32(at + 36, true);
    return {
      fingerprint: this.bytes.subarray(at, at + FINGERPRINT_BYTES),
      rows: this.view.getUint32(at + 20, true),
      rejected: this.view.getUint32(at + 24, true),
      atMs: this.view.getFloat64(at + 28, true),
      atMonotonicMs: monotonicSeconds === 0 ? null : monotonicSeconds * 1_000,
    };
  }
}
