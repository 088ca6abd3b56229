// Requests to end a query, left as small objects in the lake's bucket, where whichever process runs it finds them.
import type { Storage } from '@tracelake/lake';

/** The bucket's lifecycle forgets them after a day (infra/storage.ts). */
const CANCEL_FOLDER = 'state/cancel';

export class CancelRequests {
  readonly #storage: Pick<Storage, 'head' | 'put'>;

  constructor(storage: Pick<Storage, 'head' | 'put'>) {
    this.#storage = storage;
  }

  async add(id: string): Promise<void> {
    await this.#storage.put(`${CANCEL_FOLDER}/${id}`, new Uint8Array(0));
  }

  async has(id: string): Promise<boolean> {
    return (await this.#storage.head(`${CANCEL_FOLDER}/${id}`)) !== null;
  }
}
