// Memory of segments and of their decoders, used again: fresh pages cost more than the copy into them.
import type { BatchDecoder, BatchDecoderFactory } from '@tracelake/schema';

/** As many as are usually in flight: one filling, one waiting for the disk, one at the worker. */
const KEPT = 3;

/** Bytes, and what decodes the bodies that lie in them. */
export interface SegmentMemory {
  readonly bytes: Uint8Array;
  readonly decoder: BatchDecoder;
}

export class SegmentPool {
  private readonly segmentBytes: number;
  private readonly decoderFactory: BatchDecoderFactory;
  private readonly free: SegmentMemory[] = [];

  constructor(segmentBytes: number, decoderFactory: BatchDecoderFactory) {
    this.segmentBytes = segmentBytes;
    this.decoderFactory = decoderFactory;
  }

  /** Shared memory, so that a worker thread reads it without a copy. Its old content is still in it. */
  take(minimumBytes: number): SegmentMemory {
    if (minimumBytes > this.segmentBytes) return this.create(minimumBytes);
    return this.free.pop() ?? this.create(this.segmentBytes);
  }

  give(memory: SegmentMemory): void {
    if (memory.bytes.length !== this.segmentBytes || this.free.length >= KEPT) return;
    memory.decoder.clear();
    this.free.push(memory);
  }

  private create(sizeBytes: number): SegmentMemory {
    const bytes = new Uint8Array(new SharedArrayBuffer(sizeBytes));
    return { bytes, decoder: this.decoderFactory(bytes) };
  }
}
