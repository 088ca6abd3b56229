// Trino's HTTP protocol: start a statement, ask for its next page, cancel it. What is busy is asked again, at growing distances.
import { TracelakeError } from '@tracelake/schema';
import { delay } from '../delay.ts';
import type { TrinoConnection } from './trino-connection.ts';
import { type Page, parsePage } from './trino-page.ts';
import { type TrinoRequest, TrinoTransport } from './trino-transport.ts';

const BUSY = new Set([429, 502, 503, 504]);
const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 2000;
/** Connections are lost between keep-alive and close. All may be asked again: a statement begins to run when its first page is asked for. */
const MAX_LOST_CONNECTIONS = 3;
const CANCEL_TIMEOUT_MS = 5000;

const ADDRESS_HINT = 'Check that it runs, and the address, user, catalog and schema it was given with.';
const SIGN_IN_HINT = 'Check --trino-user with TRACELAKE_TRINO_PASSWORD, or TRACELAKE_TRINO_TOKEN.';
const CA_HINT = 'Give the authority that signed its certificate with --trino-ca.';

export class TrinoClient {
  private readonly connection: TrinoConnection;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly transport: TrinoTransport;

  /** Throws `config_invalid`. */
  constructor(connection: TrinoConnection) {
    this.connection = connection;
    this.transport = new TrinoTransport(connection);
    this.headers = {
      ...(connection.user === null ? {} : { 'X-Trino-User': connection.user }),
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
    return this.page({ method: 'POST', url, body: sql, headers: this.headers, signal });
  }

  next(nextUri: string, signal: AbortSignal): Promise<Page> {
    return this.page({ method: 'GET', url: nextUri, headers: this.headers, signal });
  }

  /** Ends the query in Trino; what cannot be told ends there when nobody asks for its pages. */
  async cancel(nextUri: string): Promise<void> {
    try {
      const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
      await this.transport.send({ method: 'DELETE', url: nextUri, headers: this.headers, signal });
    } catch {
      // The query has an end already, or Trino has.
    }
  }

  private async page(request: TrinoRequest): Promise<Page> {
    const { signal } = request;
    let lost = 0;
    for (let attempt = 0; ; attempt++) {
      try {
        const { status, body } = await this.transport.send(request);
        if (status >= 200 && status < 300) return this.parsed(body);
        if (status === 401 || status === 403) throw this.failure(`answered ${status}`, body, SIGN_IN_HINT);
        if (!BUSY.has(status)) throw this.failure(`answered ${status}`, body);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof TracelakeError) throw error;
        if (isTlsError(error)) throw this.failure(`cannot be trusted (${error.code})`, error, CA_HINT);
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

  private failure(what: string, cause: unknown, hint = ADDRESS_HINT): TracelakeError {
    return new TracelakeError('engine_failed', `Trino at ${new URL(this.connection.url).origin} ${what}`, {
      hint,
      details: { engine: 'trino' },
      cause: cause instanceof Error ? cause : new Error(String(cause)),
    });
  }
}

/** A certificate that is not trusted does not get better by asking again. */
function isTlsError(error: unknown): error is Error & { code: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|ERR_TLS|UNABLE_TO_|SELF_SIGNED|ERR_SSL/.test(code);
}
