// One HTTP request to Trino: TLS with a CA of one's own, and who is asking. What signs in is sent to the configured address alone, and never over an open network.
import { readFileSync } from 'node:fs';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { TracelakeError } from '@tracelake/schema';
import type { TrinoConnection } from './trino-connection.ts';

export interface TrinoRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface TrinoResponse {
  readonly status: number;
  readonly body: string;
}

const MAX_SOCKETS = 32;

export class TrinoTransport {
  readonly #origin: string;
  readonly #authorization: string | undefined;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly #https: HttpsAgent;

  /** Throws `config_invalid` for a CA that cannot be read, and for a secret that would go over an open network. */
  constructor(connection: TrinoConnection) {
    const url = new URL(connection.url);
    this.#origin = url.origin;
    this.#authorization = authorizationOf(connection);
    if (this.#authorization !== undefined && url.protocol !== 'https:' && !isLoopback(url.hostname)) {
      throw new TracelakeError(
        'config_invalid',
        `Trino at ${url.origin} is asked without TLS: no password or token is sent there`,
        {
          hint: 'Give its https address.',
        },
      );
    }
    this.#https = new HttpsAgent({
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      ...(connection.caFile ? { ca: readCa(connection.caFile) } : {}),
    });
  }

  /** Redirects are not followed. Throws what the socket throws, and the signal's reason when it is aborted. */
  send({ method, url, headers, body, signal }: TrinoRequest): Promise<TrinoResponse> {
    const target = new URL(url);
    const isSecure = target.protocol === 'https:';
    const signedHeaders = { ...headers, ...this.#signature(target) };
    return new Promise((resolve, reject) => {
      const options = { method, headers: signedHeaders, signal, agent: isSecure ? this.#https : this.#http };
      const request: ClientRequest = (isSecure ? httpsRequest : httpRequest)(target, options, (response) => {
        textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
      });
      request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
      request.end(body);
    });
  }

  /** Pages lie where Trino says; behind a proxy that it does not know of, that is another address. */
  #signature(target: URL): Record<string, string> {
    if (this.#authorization === undefined) return {};
    if (target.origin === this.#origin) return { authorization: this.#authorization };
    throw new TracelakeError(
      'engine_failed',
      `Trino at ${this.#origin} names ${target.origin} for its answer: no password or token is sent there`,
      { hint: 'Behind a proxy Trino needs http-server.process-forwarded=true.', details: { engine: 'trino' } },
    );
  }
}

function authorizationOf({ user, password, token }: TrinoConnection): string | undefined {
  if (token) return `Bearer ${token}`;
  if (password) return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TracelakeError('config_invalid', `The CA file ${path} cannot be read`, { cause: error as Error });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
