// Memory for log files that are read again: one piece with its decoder, used by one replay after the other. At full rate 64 MiB are
// landed every few seconds; fresh memory for each, and a second copy on the way in, made the process twice as large.
import type { BatchDecoderFactory } from '@tracelake/schema';
import type { SegmentMemory } from './segment-pool.ts';

/** A little more than was asked for, so that the next replay of about the size fits too. */
const HEADROOM = 1.25;
/** A piece has no more but for a log file that is larger, of one large body. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** A replay so much smaller than the last ones is a sign that the load is over: the memory is given back. */
const SHRINK_FACTOR = 8;

export class ReplayMemory {
  private readonly decoderFactory: BatchDecoderFactory;
  private kept: SegmentMemory | null = null;

  constructor(decoderFactory: BatchDecoderFactory) {
    this.decoderFactory = decoderFactory;
  }

  /** At least `sizeBytes`, with an empty decoder; what the last replay gave is gone. */
  take(sizeBytes: number): SegmentMemory {
    const kept = this.kept;
    this.kept = null;
    const fits = kept !== null && kept.bytes.length >= sizeBytes && sizeBytes * SHRINK_FACTOR >= kept.bytes.length;
    if (!fits) return this.create(Math.ceil(sizeBytes * HEADROOM));
    kept.decoder.clear();
    return kept;
  }

  /** For the next replay. What failed in its middle is not given back. */
  give(memory: SegmentMemory): void {
    if (memory.bytes.length <= KEPT_BYTES) this.kept = memory;
  }

  /** The load is none that needs replays. */
  release(): void {
    this.kept = null;
  }

  private create(sizeBytes: number): SegmentMemory {
    const bytes = new Uint8Array(sizeBytes);
    return { bytes, decoder: this.decoderFactory(bytes) };
  }
}
