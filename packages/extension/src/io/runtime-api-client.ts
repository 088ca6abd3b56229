// The platform's side of an extension: register, subscribe to telemetry, ask for the next event.
import type { InvokeEvent, ShutdownEvent } from '../core/extension-input.ts';
import { createHttpExchange, type HttpAnswer, type HttpExchange } from './http-exchange.ts';
import { lifecycleEvent } from './lifecycle-event.ts';

export interface Registration {
  readonly identifier: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler?: string;
  readonly accountId?: string;
}

export interface RuntimeApiClient {
  register(name: string, events: readonly string[]): Promise<Registration>;
  /** Whether telemetry will come; of what it tells nothing is kept back for longer than `delayMs`, from 25 on. */
  subscribe(identifier: string, port: number, delayMs: number): Promise<boolean>;
  next(identifier: string): Promise<InvokeEvent | ShutdownEvent>;
}

const EXTENSIONS = '/2020-01-01/extension';
const TELEMETRY = '/2022-07-01/telemetry';
const TELEMETRY_SCHEMA = '2025-01-29';
/** The init has 10 s in all. */
const SUBSCRIBE_TIMEOUT_MS = 1_000;
/** Of a kind that is not known yet, or none at all; more in a row and the platform is not one. */
const MOST_PASSED_OVER = 10;

export function createRuntimeApiClient(address: string): RuntimeApiClient {
  const at = address.lastIndexOf(':');
  const exchange: HttpExchange = createHttpExchange(address.slice(0, at), Number(address.slice(at + 1)));
  return {
    async register(name, events) {
      const answer = await exchange.ask({
        method: 'POST',
        path: `${EXTENSIONS}/register`,
        headers: {
          'Lambda-Extension-Name': name,
          'Lambda-Extension-Accept-Feature': 'accountId',
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ events }),
      });
      const identifier = answer.headers.get('lambda-extension-identifier');
      if (answer.status !== 200 || identifier === undefined) throw refusal('register', answer);
      return registrationOf(identifier, answer.body);
    },
    async subscribe(identifier, port, delayMs) {
      const answer = await exchange.ask({
        method: 'PUT',
        timeoutMs: SUBSCRIBE_TIMEOUT_MS,
        path: TELEMETRY,
        headers: { 'Lambda-Extension-Identifier': identifier, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          schemaVersion: TELEMETRY_SCHEMA,
          types: ['platform'],
          buffering: { maxItems: 1_000, maxBytes: 262_144, timeoutMs: delayMs },
          destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}` },
        }),
      });
      // Emulators answer 202 and send nothing.
      return answer.status === 200;
    },
    async next(identifier) {
      for (let i = 0; i < MOST_PASSED_OVER; i++) {
        const answer = await exchange.ask({
          method: 'GET',
          path: `${EXTENSIONS}/event/next`,
          headers: { 'Lambda-Extension-Identifier': identifier },
        });
        if (answer.status !== 200) throw refusal('event/next', answer);
        const event = lifecycleEvent(JSON.parse(answer.body), Date.now());
        if (event !== undefined) return event;
      }
      throw new Error('event/next brings no event that is known');
    },
  };
}

export function registrationOf(identifier: string, body: string): Registration {
  return { ...JSON.parse(body), identifier };
}

function refusal(what: string, { status, body }: HttpAnswer): Error {
  return new Error(`${what} was answered with ${status}: ${body.slice(0, 200)}`);
}
