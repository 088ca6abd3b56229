// The part of a lake's `state/` that the API writes, and whether it may.
import type { Storage } from '@tracelake/lake';
import { TracelakeError } from '@tracelake/schema';

export class StateAccess {
  readonly storage: Storage;
  readonly #isWritable: boolean;

  constructor(storage: Storage, isWritable: boolean) {
    this.storage = storage;
    this.#isWritable = isWritable;
  }

  /** Throws `lake_read_only`. */
  checkWritable(): void {
    if (!this.#isWritable) throw new TracelakeError('lake_read_only', 'Here this lake is only read.');
  }
}
