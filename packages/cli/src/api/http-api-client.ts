// Asks a running server. What it was asked ends there with the command, also where nobody tells the server that the connection has closed.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TracelakeError } from '@tracelake/schema';
import type { ApiAnswer, ApiClient, ApiRequest } from './api-client.ts';

/** Ctrl-C is not kept waiting for longer. */
const CANCEL_TIMEOUT_MS = 2000;
const CANCEL_AGAIN_MS = 300;

export class HttpApiClient implements ApiClient {
  readonly place: string;
  readonly #token: string | null;
  readonly #patienceMs: number;
  readonly #cancels: Promise<unknown>[] = [];

  /** `patienceMs`: for the head of an answer. A server ends what it runs in its time; one that is stopped, or hangs, says nothing at all. */
  constructor(url: string, token: string | null, patienceMs: number) {
    this.place = url;
    this.#token = token;
    this.#patienceMs = patienceMs;
  }

  async send({ method, path, body, accept }: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const queryId = randomUUID();
    const headers: Record<string, string> = { accept: accept ?? 'application/json', 'tracelake-query-id': queryId };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const authorization = this.#authorization();
    signal.addEventListener('abort', () => this.#cancels.push(this.#cancel(queryId)), { once: true });
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), this.#patienceMs);
    try {
      const response = await fetch(`${this.place}${path}`, {
        method,
        headers: { ...headers, ...authorization },
        signal: AbortSignal.any([signal, impatience.signal]),
        ...content,
      });
      return { status: response.status, body: wholeBytes(response.body ?? [], signal) };
    } catch (cause) {
      if (signal.aborted) throw cause;
      if (impatience.signal.aborted) throw unanswered(this.place, this.#patienceMs);
      throw unreachable(this.place, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#cancels);
  }

  #authorization(): Record<string, string> {
    return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
  }

  /** Whatever comes of it; again while as many requests run there as may at once. */
  async #cancel(queryId: string): Promise<void> {
    const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
    const headers = this.#authorization();
    const address = `${this.place}/api/v1/queries/${queryId}`;
    try {
      while ((await fetch(address, { method: 'DELETE', headers, signal })).status === 429) {
        await sleep(CANCEL_AGAIN_MS, undefined, { signal });
      }
    } catch {
      // There was no answer in time.
    }
  }
}

function unreachable(place: string, cause: unknown): TracelakeError {
  const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
  return new TracelakeError('server_unreachable', `Nothing answers at ${place} (${reason}).`, {
    details: { url: place },
    cause,
  });
}

function unanswered(place: string, patienceMs: number): TracelakeError {
  const message = `${place} has taken the question, and not answered within ${patienceMs / 1_000} s.`;
  return new TracelakeError('server_unreachable', message, {
    details: { url: place, patienceMs },
    hint: 'Look at the server: it may be stopped (SIGSTOP, a debugger), or its machine has no time for it. A question that takes long needs a longer --timeout.',
  });
}

/** A connection that breaks is no bug of ours: fetch says "terminated" and nothing else. */
async function* wholeBytes(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new TracelakeError('server_unreachable', 'The answer broke off: it is not the whole result.', {
      hint: 'Run it again; a question that the service has no time for needs a shorter range, or --engine athena.',
      cause,
    });
  }
}
