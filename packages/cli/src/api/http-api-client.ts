// Asks a running server.
import { TracelakeError } from '@tracelake/schema';
import type { ApiAnswer, ApiClient, ApiRequest } from './api-client.ts';

export class HttpApiClient implements ApiClient {
  readonly place: string;
  readonly #token: string | null;

  constructor(url: string, token: string | null) {
    this.place = url;
    this.#token = token;
  }

  async send({ method, path, body, accept }: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const headers: Record<string, string> = { accept: accept ?? 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.#token !== null) headers['authorization'] = `Bearer ${this.#token}`;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const response = await fetch(`${this.place}${path}`, { method, headers, signal, ...content });
      return { status: response.status, body: response.body ?? noBytes() };
    } catch (cause) {
      if (signal.aborted) throw cause;
      throw unreachable(this.place, cause);
    }
  }

  async close(): Promise<void> {}
}

function unreachable(place: string, cause: unknown): TracelakeError {
  const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
  return new TracelakeError('server_unreachable', `Nothing answers at ${place} (${reason}).`, {
    details: { url: place },
    cause,
  });
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
