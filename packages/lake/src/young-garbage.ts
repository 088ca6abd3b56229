// Gives memory back soon that dies young but lies outside of V8's heap, where V8 counts too little of it to look for it in time.
import { type GarbageCollector, garbageCollector } from './large-garbage.ts';

export class YoungGarbage {
  readonly #everyBytes: number;
  readonly #collect: GarbageCollector;
  #bytes = 0;

  /** `everyBytes`: how much may lie at most. A look through the young objects takes 0.7 to 2 ms. */
  constructor(everyBytes: number, collect: GarbageCollector = garbageCollector()) {
    this.#everyBytes = everyBytes;
    this.#collect = collect;
  }

  /** So many bytes are not needed any more. */
  add(sizeBytes: number): void {
    this.#bytes += sizeBytes;
    if (this.#bytes < this.#everyBytes) return;
    this.#bytes = 0;
    this.#collect('minor');
  }
}
