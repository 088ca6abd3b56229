// What the page waits for, by id, so that what it leaves ends on the server. Behind a function URL nobody is told that a caller has left: his query
// would run on to its end, be billed, and hold one of the few sandboxes.
import { randomId } from './random-id.ts';

/** What may come later is not to wait for a question that takes long. */
const LONGEST_QUIET_MS = 1000;

export class AskedQueries {
  readonly #end: (id: string) => void;
  readonly #waiting = new Set<string>();
  readonly #later = new Set<() => void>();

  constructor(end: (id: string) => void) {
    this.#end = end;
  }

  /** @param ask sends the headers, and resolves when the answer is whole */
  async follow<T>(signal: AbortSignal, ask: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
    const id = randomId();
    const end = () => this.#end(id);
    this.#waiting.add(id);
    signal.addEventListener('abort', end, { once: true });
    try {
      return await ask({ 'tracelake-query-id': id });
    } finally {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) for (const goOn of this.#later) goOn();
      signal.removeEventListener('abort', end);
    }
  }

  /** Resolves when nothing is waited for; soon in any case, or when it is aborted. */
  async quiet(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size === 0) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.#later.delete(goOn);
        signal.removeEventListener('abort', goOn);
        resolve();
      };
      const timer = setTimeout(goOn, LONGEST_QUIET_MS);
      this.#later.add(goOn);
      signal.addEventListener('abort', goOn, { once: true });
    });
  }

  /** Of a page that goes: no signal tells of it. */
  endAll(): void {
    for (const id of this.#waiting) this.#end(id);
  }
}

export const askedQueries = new AskedQueries((id) => {
  // A server that is asked without TLS hears that the connection closes: to tell it as well would be a failed request.
  if (location.protocol === 'https:') void endOnServer(id);
});

/** Just when much is left, as many requests as may run at once: then it is told a moment later. */
const TRIES = 4;
const WAIT_MS = 500;

async function endOnServer(id: string): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    // It outlives the page.
    const answer = await fetch(`/api/v1/queries/${id}`, { method: 'DELETE', keepalive: true }).catch(() => null);
    if (answer?.status !== 429) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tries));
  }
}
