// Trino's HTTP protocol: start a statement, ask for its next page, cancel it. What is busy is asked again, at growing distances.
import { TracelakeError } from '@tracelake/schema';
import { type Page, parsePage } from './trino-page.ts';

export interface TrinoConnection {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly user: string;
  readonly catalog: string;
  readonly schema: string;
}

const BUSY = new Set([429, 502, 503, 504]);
const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 2000;
/** Connections are lost between keep-alive and close. All may be asked again: a statement begins to run when its first page is asked for. */
const MAX_LOST_CONNECTIONS = 3;
const CANCEL_TIMEOUT_MS = 5000;

export class TrinoClient {
  private readonly connection: TrinoConnection;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(connection: TrinoConnection) {
    this.connection = connection;
    this.headers = {
      'X-Trino-User': connection.user,
      'X-Trino-Source': 'tracelake',
      'X-Trino-Catalog': connection.catalog,
      'X-Trino-Schema': connection.schema,
      'X-Trino-Time-Zone': 'UTC',
      // Without it timestamps come cut to milliseconds.
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    };
  }

  /** Throws `engine_failed` when Trino does not answer, the signal's reason when it is aborted. */
  start(sql: string, signal: AbortSignal): Promise<Page> {
    const url = `${this.connection.url.replace(/\/+$/, '')}/v1/statement`;
    return this.page(url, { method: 'POST', body: sql }, signal);
  }

  next(nextUri: string, signal: AbortSignal): Promise<Page> {
    return this.page(nextUri, { method: 'GET' }, signal);
  }

  /** Ends the query in Trino; what cannot be told ends there when nobody asks for its pages. */
  async cancel(nextUri: string): Promise<void> {
    try {
      const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
      const response = await fetch(nextUri, { method: 'DELETE', headers: this.headers, signal });
      await response.body?.cancel();
    } catch {
      // The query has an end already, or Trino has.
    }
  }

  private async page(url: string, init: RequestInit, signal: AbortSignal): Promise<Page> {
    let lost = 0;
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await fetch(url, { ...init, headers: this.headers, signal });
        const body = await response.text();
        if (response.ok) return this.parsed(body);
        if (!BUSY.has(response.status)) throw this.failure(`answered ${response.status}`, body);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof TracelakeError) throw error;
        if (++lost > MAX_LOST_CONNECTIONS) throw this.failure('does not answer', error);
      }
      await delay(Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt), signal);
    }
  }

  private parsed(body: string): Page {
    try {
      return parsePage(body);
    } catch (error) {
      throw this.failure('answered with what is no JSON', error);
    }
  }

  private failure(what: string, cause: unknown): TracelakeError {
    return new TracelakeError('engine_failed', `Trino at ${new URL(this.connection.url).origin} ${what}`, {
      hint: 'Check that it runs, and the address, user, catalog and schema it was given with.',
      details: { engine: 'trino' },
      cause: cause instanceof Error ? cause : new Error(String(cause)),
    });
  }
}

/** Throws the signal's reason when it is aborted. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
