// Gives the memory of stored bodies back soon: V8 alone would keep 32 MB of them.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Node copies each piece of a body into a buffer of its own, which is free once V8 has looked through its young objects. V8 does so after
 * 32 MB of buffers; until then they are new pages each time, and at 20,000 spans a second 50 MB of the process were this and what it brings
 * with it. A look takes 0.7 ms.
 */
const COLLECT_EVERY_BYTES = 8 * 1024 * 1024;

export class BodyGarbage {
  readonly #collect: () => void;
  #bytes = 0;

  constructor(collect: () => void = youngCollector()) {
    this.#collect = collect;
  }

  /** Bodies of so many bytes are not needed any more. */
  add(sizeBytes: number): void {
    this.#bytes += sizeBytes;
    if (this.#bytes < COLLECT_EVERY_BYTES) return;
    this.#bytes = 0;
    this.#collect();
  }
}

/** Node has this function only where a flag asks for it. */
function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof collect === 'function' ? () => collect({ type: 'minor' }) : () => undefined;
}
