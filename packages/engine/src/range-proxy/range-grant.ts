// What one query may read through the proxy, and what it has read: exact, also where queries share objects.
import { randomBytes } from 'node:crypto';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';

/** Carries a grant's word in each request. */
export const GRANT_HEADER = 'x-tracelake-grant';

/** What the child needs to read: where, and the word that lets it. */
export interface ProxyAccess {
  /** `http://127.0.0.1:PORT/` */
  readonly origin: string;
  readonly token: string;
}

export interface GrantCounts {
  /** Handed to the query. */
  readonly servedBytes: number;
  /** Read from the storage for it: less, where the cache had something. */
  readonly fetchedBytes: number;
  readonly fetches: number;
}

export class RangeGrant {
  readonly access: ProxyAccess;
  readonly #objects: ReadonlySet<string>;
  readonly #revoke: (grant: RangeGrant) => void;
  #counts: GrantCounts = { servedBytes: 0, fetchedBytes: 0, fetches: 0 };
  #failure: TracelakeError | undefined;

  /** `objects`: URLs. */
  constructor(origin: string, objects: readonly string[], revoke: (grant: RangeGrant) => void) {
    this.access = { origin, token: randomBytes(32).toString('base64url') };
    this.#objects = new Set(objects);
    this.#revoke = revoke;
  }

  get counts(): GrantCounts {
    return this.#counts;
  }

  /** What the storage said the first time that it could not give something. */
  get failure(): TracelakeError | undefined {
    return this.#failure;
  }

  covers(url: string): boolean {
    return this.#objects.has(url);
  }

  add(counted: Partial<GrantCounts>): void {
    const { servedBytes = 0, fetchedBytes = 0, fetches = 0 } = counted;
    this.#counts = {
      servedBytes: this.#counts.servedBytes + servedBytes,
      fetchedBytes: this.#counts.fetchedBytes + fetchedBytes,
      fetches: this.#counts.fetches + fetches,
    };
  }

  fail(error: unknown): void {
    this.#failure ??= isTracelakeError(error)
      ? error
      : new TracelakeError('engine_failed', 'An object could not be read', { cause: error });
  }

  /** From here on it opens nothing. */
  revoke(): void {
    this.#revoke(this);
  }
}
