// What the page waits for, by id, so that what it leaves ends on the server. Behind a function URL nobody is told that a caller has left: his query
// would run on to its end, be billed, and hold one of the few sandboxes.
import { endQuery } from './end-query.ts';
import { randomId } from './random-id.ts';

/** What may come later is not to wait for a question that takes long. */
const LONGEST_QUIET_MS = 1000;

interface Followed {
  readonly signal: AbortSignal;
  readonly isLater?: boolean | undefined;
  /** Of one that was sent already. */
  readonly id?: string | undefined;
}

export class AskedQueries {
  readonly #end: (id: string) => void;
  readonly #drawn: () => Promise<void>;
  readonly #waiting = new Set<string>();
  /** Those of them that others let go first. */
  readonly #first = new Set<string>();
  readonly #later = new Set<() => void>();

  /** @param drawn resolves when what has come is on screen */
  constructor(end: (id: string) => void, drawn: () => Promise<void>) {
    this.#end = end;
    this.#drawn = drawn;
  }

  /** @param ask sends the headers, and resolves when the answer is whole */
  async follow<T>(
    { signal, isLater = false, id = randomId() }: Followed,
    ask: (headers: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    const end = () => this.#end(id);
    this.#waiting.add(id);
    if (!isLater) this.#first.add(id);
    signal.addEventListener('abort', end, { once: true });
    try {
      return await ask({ 'tracelake-query-id': id });
    } finally {
      this.#waiting.delete(id);
      if (this.#first.delete(id) && this.#first.size === 0) for (const goOn of this.#later) goOn();
      signal.removeEventListener('abort', end);
    }
  }

  /** Resolves when what is asked first is on screen; soon in any case, or when it is aborted. */
  async quiet(signal: AbortSignal): Promise<void> {
    let isOver = false;
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = () => {
        isOver = true;
        resolve();
      };
    });
    const timer = setTimeout(end, LONGEST_QUIET_MS);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    do {
      await Promise.race([over, this.#answered()]);
      // It would take processors from the drawing: browser, server and engine of one machine share them.
      await Promise.race([over, this.#drawn()]);
    } while (!isOver && this.#first.size > 0);
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }

  /**
   * Code that only a key or a press needs: it comes before anyone can ask for it, but behind what the view asked first, since reading it
   * would take the processors from that. @returns what ends the wait
   */
  loadLater(loads: readonly (() => Promise<unknown>)[]): () => void {
    const left = new AbortController();
    void this.quiet(left.signal).then(() => {
      if (left.signal.aborted) return;
      // What fails here fails again where it is opened, and is told there.
      for (const load of loads) load().catch(() => undefined);
    });
    return () => left.abort();
  }

  async #answered(): Promise<void> {
    if (this.#first.size === 0) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        this.#later.delete(goOn);
        resolve();
      };
      this.#later.add(goOn);
    });
  }

  /** Of a page that goes: no signal tells of it. */
  endAll(): void {
    for (const id of this.#waiting) this.#end(id);
  }
}

export const askedQueries = new AskedQueries(endQuery, framesDrawn);

/** The second frame's beginning is behind the rendering of what had come before the first. */
function framesDrawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
}
