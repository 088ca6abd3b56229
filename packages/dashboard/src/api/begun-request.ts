// The page's first request, sent by its first script, before the code that asks has come: whoever asks the very same takes it over.
import type { ApiRequest } from './api-request.ts';
import { endQuery } from './end-query.ts';
import { randomId } from './random-id.ts';

export interface BegunRequest {
  readonly request: ApiRequest;
  readonly queryId: string;
  readonly answer: Promise<Response>;
  readonly abort: () => void;
}

/** The first script is a file of its own, which shares nothing else with the page. */
export interface Begun {
  readonly openedMs: number;
  /** Null once it was taken, and where the address asks nothing first. */
  request: BegunRequest | null;
}

declare global {
  var tracelake: Begun | undefined;
}

export function begin(request: ApiRequest): BegunRequest {
  const { method, address, body } = request;
  const queryId = randomId();
  const left = new AbortController();
  const answer = fetch(address, {
    method,
    signal: left.signal,
    priority: 'high',
    headers: {
      accept: 'application/json',
      'tracelake-query-id': queryId,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  // Told to who takes it over.
  answer.catch(() => undefined);
  return { request, queryId, answer, abort: () => left.abort() };
}

/** Just once: who asks again wants a new answer. */
export function takeBegun({ method, address, body }: ApiRequest): BegunRequest | null {
  const begun = globalThis.tracelake?.request ?? null;
  if (begun === null) return null;
  const { request } = begun;
  if (request.method !== method || request.address !== address || request.body !== body) return null;
  globalThis.tracelake!.request = null;
  return begun;
}

/** Rejects as a request of one's own does: also when the signal is aborted. */
export function takenOver({ answer, abort }: BegunRequest, signal: AbortSignal): Promise<Response> {
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return answer;
}

/** Of a page that goes before anyone has taken it. */
export function endBegun(): void {
  const begun = globalThis.tracelake?.request ?? null;
  if (begun !== null) endQuery(begun.queryId);
}
