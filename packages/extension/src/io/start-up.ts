// From the first instruction to the first `next`, the part that every cold start pays: register (if the launcher did not), listen, subscribe, ask.

import type { InvokeEvent, ShutdownEvent } from '../core/extension-input.ts';
import { type Environment, parseSettings, type Settings } from '../core/settings.ts';
import { type LazyHttpServer, listenLazily, type RequestHandler } from './lazy-http-server.ts';
import {
  createRuntimeApiClient,
  type Registration,
  type RuntimeApiClient,
  registrationOf,
} from './runtime-api-client.ts';

export type PlatformEvent = InvokeEvent | ShutdownEvent;

export interface StartedExtension {
  readonly environment: Environment;
  readonly settings: Settings;
  /** Of the variables, not yet told: there may be more, and all are one line. */
  readonly problems: string[];
  readonly registration: Registration;
  readonly hasTelemetry: boolean;
  readonly isManaged: boolean;
  readonly firstEvent: Promise<PlatformEvent>;
  nextEvent(): Promise<PlatformEvent>;
}

export interface Handlers {
  /** Asked for with the first connection. */
  otlp(): Promise<RequestHandler>;
  readonly telemetry: RequestHandler;
}

/** The file in extensions/; the platform insists on the name. */
const EXTENSION_NAME = 'tracelake';
const LOOPBACK = '127.0.0.1';
/** The least there is: an invocation's end is waited for. */
const TELEMETRY_DELAY_MS = 25;
/** On managed instances nobody waits, and of many at once a request tells four times as much. */
const MANAGED_TELEMETRY_DELAY_MS = 100;
const MOST_FORGOTTEN_BYTES = 8 * 1_024 * 1_024;

export async function startUp(environment: Environment): Promise<void> {
  const { settings, problems } = parseSettings(environment);
  const isOn = settings.enabled && settings.streamName !== '';
  if (!isOn && settings.enabled) problems.push('without a TRACELAKE_STREAM_NAME nothing is collected');
  if (!isOn) complain(...problems);
  const api = createRuntimeApiClient(environment.AWS_LAMBDA_RUNTIME_API ?? '');
  const isManaged = environment.AWS_LAMBDA_INITIALIZATION_TYPE === 'lambda-managed-instances';
  let hand: (handlers: Handlers) => void = () => {};
  const handlers = new Promise<Handlers>((resolve) => (hand = resolve));
  const [registration, telemetry] = await Promise.all([
    register(environment, api, isManaged),
    isOn ? listen(settings.telemetryHost, settings.telemetryPort, async () => (await handlers).telemetry) : undefined,
    listen(LOOPBACK, settings.otlpPort, async () => (await handlers).otlp()),
  ]);
  const { identifier } = registration;
  const delayMs = isManaged ? MANAGED_TELEMETRY_DELAY_MS : TELEMETRY_DELAY_MS;
  const subscribe = ({ port }: { port: number }) => api.subscribe(identifier, port, delayMs).catch(() => false);
  const hasTelemetry = telemetry !== undefined && (await subscribe(telemetry));
  const firstEvent = api.next(identifier);
  const started = { environment, settings, problems, registration, hasTelemetry, isManaged, firstEvent };
  const nextEvent = () => api.next(identifier);
  if (isOn) {
    const { runExtension } = await import('./extension-process.ts');
    hand(await runExtension({ ...started, nextEvent }));
  } else {
    hand({ otlp: async () => ignore, telemetry: ignore });
    await sleepThrough(firstEvent, nextEvent);
  }
}

async function register(environment: Environment, api: RuntimeApiClient, isManaged: boolean): Promise<Registration> {
  // The launcher registers before Node is up and hands over the identifier and the answer, whose end is the line feed of Go's encoder.
  const handed = /^(\S+) (\{.*\})\s*$/s.exec(environment.TRACELAKE_REGISTERED ?? '');
  if (handed !== null) return registrationOf(handed[1], handed[2]);
  return api.register(EXTENSION_NAME, isManaged ? ['SHUTDOWN'] : ['INVOKE', 'SHUTDOWN']);
}

/** A port that is taken must not fail the function. */
async function listen(
  host: string,
  port: number,
  handlerOf: () => Promise<RequestHandler>,
): Promise<LazyHttpServer | undefined> {
  try {
    return await listenLazily(host, port, handlerOf);
  } catch (error) {
    complain(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
    return undefined;
  }
}

/** Switched off: spans are taken and forgotten, so that the function sees no error. */
async function ignore(...[request, reply]: Parameters<RequestHandler>): Promise<void> {
  await request.body(MOST_FORGOTTEN_BYTES).catch(() => {});
  reply(200);
}

export async function sleepThrough(first: Promise<PlatformEvent>, next: () => Promise<PlatformEvent>): Promise<never> {
  for (let event = await first; event.eventType !== 'SHUTDOWN'; event = await next());
  process.exit(0);
}

/** Without the platform there is nothing to be an extension of. */
export function onPlatformGone(error: Error): never {
  complain(`the platform does not answer: ${error.message}`);
  process.exit(1);
}

/** One line, if there is anything. */
export function complain(...problems: string[]): void {
  if (problems.length > 0) say(`tracelake: ${problems.join('; ')}`);
}

/** One line, whatever line feeds a variable's value or an answer has in it. */
export function say(text: string): void {
  process.stdout.write(`${text.trim().replace(/\s+/g, ' ')}\n`);
}
