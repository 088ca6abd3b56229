// Gives the memory of stored bodies back soon: V8 alone would keep 32 MB of them.
import { type GarbageCollector, garbageCollector, LargeGarbage, YoungGarbage } from '@tracelake/lake';
import { LARGE_BODY_BYTES } from './bounded-chunks.ts';

/**
 * Node copies each piece of a body into a buffer of its own, which is free once V8 has looked through its young objects. V8 does so after
 * 32 MB of buffers; until then they are new pages each time, and at 20,000 spans a second 50 MB of the process were this and what it brings
 * with it. A look takes 0.7 ms.
 */
const COLLECT_EVERY_BYTES = 8 * 1024 * 1024;

export class BodyGarbage {
  readonly #young: YoungGarbage;
  readonly #large: LargeGarbage;

  constructor(collect: GarbageCollector = garbageCollector()) {
    this.#young = new YoungGarbage(COLLECT_EVERY_BYTES, collect);
    this.#large = new LargeGarbage(collect);
  }

  /** A body of so many bytes is not needed any more. One that was refused may have waited long in many pieces, which V8 then looks for rarely. */
  add(sizeBytes: number, isTaken: boolean): void {
    if (!isTaken || sizeBytes > LARGE_BODY_BYTES) this.#large.add(sizeBytes);
    this.#young.add(sizeBytes);
  }
}
