// The queries whose answers are being waited for: each ends when its id is canceled, in this process or in any that shares its bucket.
import { setTimeout as sleep } from 'node:timers/promises';
import { TracelakeError } from '@tracelake/schema';
import type { CancelRequests } from './cancel-requests.ts';

/** A request costs 0.0000004 USD, and a second of the service's own time 60 times as much. A query of less than a second makes none. */
const LOOK_EVERY_MS = 1000;

export interface RunningQuery {
  /** Fires when it is canceled. */
  readonly signal: AbortSignal;
  /** Must be called when the answer is whole, or given up. */
  end(): void;
}

export class RunningQueries {
  readonly #requests: CancelRequests | null;
  /** Queries may share an id: a page ends all that it has asked at once. */
  readonly #running = new Map<string, Set<AbortController>>();

  /** `null`: no other process is told, nor tells. */
  constructor(requests: CancelRequests | null = null) {
    this.#requests = requests;
  }

  follow(id: string): RunningQuery {
    const abort = new AbortController();
    const ended = new AbortController();
    const sharing = this.#running.get(id) ?? new Set();
    this.#running.set(id, sharing.add(abort));
    if (this.#requests !== null) void this.#look(this.#requests, id, abort, ended.signal);
    return {
      signal: abort.signal,
      end: () => {
        ended.abort();
        sharing.delete(abort);
        if (sharing.size === 0 && this.#running.get(id) === sharing) this.#running.delete(id);
      },
    };
  }

  /** Throws `query_not_found` where no other process could know it. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    for (const abort of running ?? []) abort.abort();
    if (this.#requests !== null) return this.#requests.add(id);
    if (running !== undefined) return;
    throw new TracelakeError('query_not_found', `No query ${id} is known.`, { details: { id } });
  }

  async #look(requests: CancelRequests, id: string, abort: AbortController, ended: AbortSignal): Promise<void> {
    try {
      while (!abort.signal.aborted) {
        await sleep(LOOK_EVERY_MS, undefined, { signal: ended, ref: false });
        // That the bucket cannot be asked now is no reason to end a query.
        if (await requests.has(id).catch(() => false)) abort.abort();
      }
    } catch {
      // It has ended.
    }
  }
}
