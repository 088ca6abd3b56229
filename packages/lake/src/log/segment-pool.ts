// Memory of segments, and decoders, used again: fresh pages cost more than the copy into them. They are pooled apart, because a
// decoder is free as soon as its batch was handed over, while its texts are still read where they lie.
import type { BatchDecoder, BatchDecoderFactory } from '@tracelake/schema';
import { LargeGarbage } from '../large-garbage.ts';
import { SpareMemory } from './spare-memory.ts';

/** As many as are in flight at full rate: one filling, one waiting for the disk, one at the worker. */
const KEPT = 3;

/** The columns of a usual segment. */
const DECODER_BYTES = 8 * 1024 * 1024;

/** A decoder that has held more gives its columns up, of so many bytes a value. */
const UNUSUAL_VALUES = 2_097_152;
const BYTES_PER_VALUE = 16;

const NO_BYTES = new Uint8Array(new SharedArrayBuffer(0));

/** Bytes, and what decodes the bodies that lie in them. */
export interface SegmentMemory {
  readonly bytes: Uint8Array;
  readonly decoder: BatchDecoder;
}

export class SegmentPool {
  private readonly segmentBytes: number;
  private readonly decoderFactory: BatchDecoderFactory;
  private readonly garbage: LargeGarbage;
  /** Those dropped lay for ever: V8 sees no shared memory, and its heap grows by little else (120 MB became 210 in two minutes at full speed). */
  private readonly segments = new SpareMemory<Uint8Array>(KEPT, (pieces) =>
    this.garbage.add(pieces * this.segmentBytes),
  );
  private readonly decoders = new SpareMemory<BatchDecoder>(KEPT, (pieces) => this.garbage.add(pieces * DECODER_BYTES));

  constructor(segmentBytes: number, decoderFactory: BatchDecoderFactory, garbage = new LargeGarbage()) {
    this.segmentBytes = segmentBytes;
    this.decoderFactory = decoderFactory;
    this.garbage = garbage;
  }

  /** Shared memory, so that a worker thread reads it without a copy. Its old content is still in it. */
  take(minimumBytes: number): SegmentMemory {
    const bytes = this.bytesFor(minimumBytes);
    const decoder = this.decoders.take();
    decoder?.clear(bytes);
    return { bytes, decoder: decoder ?? this.decoderFactory(bytes, { forNewBodies: true }) };
  }

  giveBytes(bytes: Uint8Array): void {
    if (bytes.length === this.segmentBytes) this.segments.give(bytes);
    else this.garbage.add(bytes.length);
  }

  /** Its batch is gone. It holds on to no segment meanwhile. */
  giveDecoder(decoder: BatchDecoder): void {
    if (decoder.values > UNUSUAL_VALUES) this.garbage.add(decoder.values * BYTES_PER_VALUE);
    decoder.clear(NO_BYTES);
    this.decoders.give(decoder);
  }

  private bytesFor(minimumBytes: number): Uint8Array {
    const isUsual = minimumBytes <= this.segmentBytes;
    const spare = isUsual ? this.segments.take() : undefined;
    return spare ?? new Uint8Array(new SharedArrayBuffer(Math.max(minimumBytes, this.segmentBytes)));
  }
}
