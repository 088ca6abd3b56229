// One extension's stream of telemetry: buffered as it asked, posted in batches, tried again when refused, silent while frozen.
import { Agent, type ClientRequest, request } from 'node:http';
import type { TelemetryBehaviour } from './platform-options.ts';
import type { PlatformDiary } from './platform-record.ts';
import type { TelemetrySubscription } from './telemetry-subscription.ts';

export interface TelemetryEvent {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

const MAX_ATTEMPTS = 5;
const FIRST_RETRY_MS = 20;
/** Long enough for the first half of a batch to be read before the process stops. */
const HALF_BATCH_MS = 3;

interface Batch {
  readonly events: readonly TelemetryEvent[];
  attempts: number;
}

export class TelemetrySubscriber {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #waiting: TelemetryEvent[] = [];
  #waitingBytes = 0;
  #inFlight: Batch | null = null;
  #halfSent: { readonly request: ClientRequest; readonly rest: Buffer } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isFrozen = false;
  #isRetryDue = false;
  #isEnded = false;
  #sequence = 0;

  constructor(
    readonly name: string,
    readonly subscription: TelemetrySubscription,
    private readonly behaviour: TelemetryBehaviour,
    private readonly diary: PlatformDiary,
    private readonly onDropped: (events: readonly TelemetryEvent[]) => void,
  ) {}

  wants(type: string): boolean {
    return this.subscription.types.includes(type.split('.', 1)[0]!);
  }

  push(event: TelemetryEvent): void {
    this.#waiting.push(event);
    this.#waitingBytes += JSON.stringify(event).length;
    const { maxItems, maxBytes, timeoutMs } = this.subscription;
    if (this.#waiting.length >= maxItems || this.#waitingBytes >= maxBytes) this.#sendSoon(0);
    else this.#sendSoon(timeoutMs);
  }

  async freeze(): Promise<void> {
    this.#isFrozen = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#isRetryDue = this.#timer !== null && this.#inFlight !== null;
    this.#timer = null;
    if (this.behaviour.cutBatchAtFreeze !== true || this.#inFlight !== null || this.#waiting.length === 0) return;
    const body = this.#takeBatch();
    const half = body.length >> 1;
    const cut = this.#post(body.length);
    cut.write(body.subarray(0, half));
    this.#halfSent = { request: cut, rest: body.subarray(half) };
    await new Promise((resolve) => setTimeout(resolve, HALF_BATCH_MS));
  }

  thaw(): void {
    this.#isFrozen = false;
    this.#halfSent?.request.end(this.#halfSent.rest);
    this.#halfSent = null;
    if (this.#isRetryDue) this.#sendAgain();
    if (this.#waiting.length > 0 && this.#inFlight === null) this.#sendSoon(this.subscription.timeoutMs);
  }

  /** What was never acknowledged. */
  end(): readonly TelemetryEvent[] {
    this.#isEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#agent.destroy();
    return [...(this.#inFlight?.events ?? []), ...this.#waiting];
  }

  #sendSoon(delayMs: number): void {
    if (this.#isFrozen || this.#isEnded || this.#inFlight !== null) return;
    if (this.#timer !== null && delayMs > 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const body = this.#takeBatch();
      this.#post(body.length).end(body);
    }, delayMs);
  }

  #sendAgain(): void {
    this.#timer = null;
    if (this.#isFrozen || this.#isEnded) return;
    const body = this.#encode(this.#inFlight!.events);
    this.#post(body.length).end(body);
  }

  #takeBatch(): Buffer {
    const taken = this.#waiting.splice(0, this.subscription.maxItems);
    this.#waitingBytes = this.#waiting.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
    const events = this.behaviour.order === 'reversed' ? taken.reverse() : taken;
    this.#inFlight = { events, attempts: 0 };
    return this.#encode(events);
  }

  #encode(events: readonly TelemetryEvent[]): Buffer {
    if (this.behaviour.strangers !== true) return Buffer.from(JSON.stringify(events));
    const strange = events.map((event) => ({
      ...event,
      unheardOf: 1,
      record: typeof event.record === 'object' ? { ...event.record, unheardOf: { deep: [null] } } : event.record,
    }));
    return Buffer.from(
      JSON.stringify([{ time: events[0]!.time, type: 'platform.unheardOf', record: null }, ...strange]),
    );
  }

  #post(length: number): ClientRequest {
    const batch = this.#inFlight!;
    batch.attempts++;
    const { port, path } = this.subscription;
    const headers = {
      'content-type': 'application/json',
      'content-length': length,
      'sequence-id': Buffer.from(String(this.#sequence++)).toString('base64'),
    };
    const sentPath = this.behaviour.keepsPath === false ? '/' : path;
    const post = request({ host: '127.0.0.1', port, path: sentPath, method: 'POST', headers, agent: this.#agent });
    let isAnswered = false;
    const finish = (status: number) => {
      if (isAnswered || this.#isEnded) return;
      isAnswered = true;
      this.#finish(batch, status);
    };
    post.on('response', (response) => response.resume().on('end', () => finish(response.statusCode!)));
    post.on('error', () => finish(0));
    return post;
  }

  #finish(batch: Batch, status: number): void {
    const isAccepted = status >= 200 && status < 300;
    const types = batch.events.map(({ type }) => type);
    this.diary.add('telemetry', this.name, { status, attempt: batch.attempts, types, events: batch.events });
    const isSentAgain = isAccepted ? batch.attempts < (this.behaviour.copies ?? 1) : batch.attempts < MAX_ATTEMPTS;
    if (isSentAgain) {
      this.#timer = setTimeout(() => this.#sendAgain(), isAccepted ? 0 : FIRST_RETRY_MS * 2 ** batch.attempts);
      return;
    }
    this.#inFlight = null;
    if (!isAccepted) this.onDropped(batch.events);
    if (this.#waiting.length > 0) this.#sendSoon(this.subscription.timeoutMs);
  }
}
