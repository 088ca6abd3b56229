// The Telemetry API's side of the sandbox: takes events, keeps those of the init phase for who subscribes later, holds back what a test wants late.
import type { ApiAnswer } from './api-server.ts';
import type { TelemetryArrival, TelemetryBehaviour } from './platform-options.ts';
import { nowUnixMs, type PlatformDiary } from './platform-record.ts';
import { type TelemetryEvent, TelemetrySubscriber } from './telemetry-subscriber.ts';
import { parseSubscription, VALIDATION_ERROR } from './telemetry-subscription.ts';

const NOT_SUPPORTED: ApiAnswer = {
  status: 202,
  body: { errorType: 'Telemetry.NotSupported', errorMessage: 'Telemetry API is not supported' },
};
const REFUSED: ApiAnswer = { status: 500, body: { errorType: 'InternalServerError', errorMessage: 'Not now' } };
const CLOSED: ApiAnswer = {
  status: 403,
  body: { errorType: 'Telemetry.SubscriptionClosed', errorMessage: 'Subscriptions are closed after init' },
};

export class TelemetryAgent {
  readonly #subscribers = new Map<string, TelemetrySubscriber>();
  /** Not acknowledged by an extension that ended: its next start gets them. */
  readonly #leftOver = new Map<string, readonly TelemetryEvent[]>();
  #sinceInit: TelemetryEvent[] | null = [];
  #held: { readonly arrival: TelemetryArrival; readonly event: TelemetryEvent }[] = [];

  constructor(
    private readonly behaviour: TelemetryBehaviour,
    private readonly diary: PlatformDiary,
  ) {}

  emit(type: string, record: unknown, arrival: TelemetryArrival = 'soon', atUnixMs = nowUnixMs()): void {
    const event = { time: isoTime(atUnixMs), type, record };
    if (arrival === 'soon') this.#pass(event);
    else this.#held.push({ arrival, event });
  }

  /** What was held back until now goes out. */
  release(arrival: TelemetryArrival): void {
    const due = this.#held.filter((held) => held.arrival === arrival);
    this.#held = this.#held.filter((held) => held.arrival !== arrival);
    for (const { event } of due) this.#pass(event);
  }

  subscribe(name: string, body: string): ApiAnswer {
    if (this.behaviour.mode === 'stub') return NOT_SUPPORTED;
    if (this.behaviour.mode === 'refused') return REFUSED;
    if (this.#sinceInit === null) return CLOSED;
    const subscription = parseSubscription(body);
    if (typeof subscription === 'string') return VALIDATION_ERROR(subscription);
    this.#subscribers.get(name)?.end();
    const dropped = (events: readonly TelemetryEvent[]) => this.#dropped(events);
    const subscriber = new TelemetrySubscriber(name, subscription, this.behaviour, this.diary, dropped);
    for (const event of [...(this.#leftOver.get(name) ?? []), ...this.#sinceInit]) {
      if (subscriber.wants(event.type)) subscriber.push(event);
    }
    this.#leftOver.delete(name);
    this.#subscribers.set(name, subscriber);
    this.diary.add('subscribe', name, subscription);
    this.emit('platform.telemetrySubscription', { name, state: 'Subscribed', types: subscription.types });
    return { status: 200, body: 'OK' };
  }

  initStarts(): void {
    this.#sinceInit = [];
  }

  /** From now on nobody may subscribe. */
  initEnds(): void {
    this.#sinceInit = null;
  }

  async freeze(): Promise<void> {
    await Promise.all([...this.#subscribers.values()].map((subscriber) => subscriber.freeze()));
  }

  thaw(): void {
    for (const subscriber of this.#subscribers.values()) subscriber.thaw();
  }

  /** The processes are gone. A lost sandbox takes everything with it. */
  environmentEnds(isSandboxKept: boolean): void {
    for (const subscriber of this.#subscribers.values()) {
      const rest = subscriber.end();
      if (isSandboxKept && rest.length > 0) this.#leftOver.set(subscriber.name, rest);
    }
    this.#subscribers.clear();
    if (isSandboxKept) return;
    this.#leftOver.clear();
    this.#held = [];
  }

  #pass(event: TelemetryEvent): void {
    this.#sinceInit?.push(event);
    for (const subscriber of this.#subscribers.values()) if (subscriber.wants(event.type)) subscriber.push(event);
  }

  #dropped(events: readonly TelemetryEvent[]): void {
    const droppedBytes = JSON.stringify(events).length;
    const reason = 'Some logs were dropped because the downstream consumer is slower than the logs production rate';
    this.emit('platform.logsDropped', { droppedBytes, droppedRecords: events.length, reason });
  }
}

export function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
