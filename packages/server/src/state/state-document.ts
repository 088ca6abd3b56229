// A small JSON document in the lake's `state/`: read whole, and changed so that people who write at once lose nothing.
import type { Storage } from '@tracelake/lake';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';

const FORMAT = 1;
/** Each writer loses to at most as many as write between its read and its write. */
const MAX_ATTEMPTS = 10;

export interface StateForm<T> {
  /** Below the lake: `state/tokens.json`. */
  readonly path: string;
  /** The member that holds the value. */
  readonly member: string;
  /** Before anything was written. */
  readonly empty: T;
  isValid(value: unknown): value is T;
  /** What to do with a document that cannot be read. */
  readonly hint: string;
}

export interface StateChange<T, R> {
  readonly value: T;
  readonly result: R;
}

export class StateDocument<T> {
  readonly #storage: Storage;
  readonly #form: StateForm<T>;

  constructor(storage: Storage, form: StateForm<T>) {
    this.#storage = storage;
    this.#form = form;
  }

  /** One request. Throws `config_invalid` where it cannot be read. */
  async read(): Promise<T> {
    try {
      return this.#decode(await this.#storage.get(this.#form.path));
    } catch (error) {
      if (isTracelakeError(error) && error.code === 'object_not_found') return this.#form.empty;
      throw error;
    }
  }

  /** `change` is called again where another writer was faster, and may throw to change nothing. Throws what `read` and `put` throw. */
  async change<R>(change: (value: T) => StateChange<T, R>): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      const { value, etag } = await this.#readVersion();
      const { value: changed, result } = change(value);
      if (changed === value) return result;
      const text = `${JSON.stringify({ format: FORMAT, [this.#form.member]: changed }, null, 2)}\n`;
      try {
        const condition = etag === null ? ({ ifNoneMatch: '*' } as const) : { ifMatch: etag };
        await this.#storage.put(this.#form.path, new TextEncoder().encode(text), condition);
        return result;
      } catch (error) {
        const lost = isTracelakeError(error) && error.code === 'precondition_failed';
        if (!lost || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** The version is asked for first: what is read is that one or a later one, and a write over a later one fails. */
  async #readVersion(): Promise<{ value: T; etag: string | null }> {
    const head = await this.#storage.head(this.#form.path);
    if (head === null) return { value: this.#form.empty, etag: null };
    return { value: this.#decode(await this.#storage.get(this.#form.path)), etag: head.etag };
  }

  #decode(bytes: Uint8Array): T {
    const { path, member, isValid, hint } = this.#form;
    let document: Record<string, unknown> | null = null;
    let cause: unknown;
    try {
      document = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown> | null;
    } catch (error) {
      cause = error;
    }
    const value = document?.[member];
    if (document?.['format'] === FORMAT && isValid(value)) return value;
    throw new TracelakeError('config_invalid', `${path} of the lake cannot be read.`, { hint, cause });
  }
}
