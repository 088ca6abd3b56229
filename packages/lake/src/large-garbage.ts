// Gives large pieces of memory back soon after their last use: V8 alone lets hundreds of megabytes of them lie, since it looks for them
// where it sees its heap grow, and they lie outside of it. Shared memory is seen by none of the threads that hold on to it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A look through the whole heap takes 50 ms: half as long as it takes to store so many bytes, of which few come. */
const COLLECT_EVERY_BYTES = 32 * 1024 * 1024;

export type GarbageCollector = (kind: 'minor' | 'major') => void;

export class LargeGarbage {
  readonly #collect: GarbageCollector;
  #bytes = 0;

  constructor(collect: GarbageCollector = garbageCollector()) {
    this.#collect = collect;
  }

  /** A piece of so many bytes is not needed any more, once its caller has returned. */
  add(sizeBytes: number): void {
    this.#bytes += sizeBytes;
    if (this.#bytes < COLLECT_EVERY_BYTES) return;
    this.#bytes = 0;
    setImmediate(() => this.#collect('major'));
  }
}

/** Of the calling thread. Node has this function only where a flag asks for it. */
export function garbageCollector(): GarbageCollector {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof collect === 'function' ? (kind) => collect({ type: kind }) : () => undefined;
}
