// Segment memory, used again: fresh pages cost more than the copy into them.

/** As many as are usually in flight: one filling, one waiting for the disk, one at the worker. */
const KEPT = 3;

export class SegmentPool {
  private readonly segmentBytes: number;
  private readonly free: Uint8Array[] = [];

  constructor(segmentBytes: number) {
    this.segmentBytes = segmentBytes;
  }

  /** Shared memory, so that a worker thread reads it without a copy. Its old content is still in it. */
  take(minimumBytes: number): Uint8Array {
    if (minimumBytes > this.segmentBytes) return new Uint8Array(new SharedArrayBuffer(minimumBytes));
    return this.free.pop() ?? new Uint8Array(new SharedArrayBuffer(this.segmentBytes));
  }

  give(bytes: Uint8Array): void {
    if (bytes.length === this.segmentBytes && this.free.length < KEPT) this.free.push(bytes);
  }
}
