// The whole shop: two regions, the crowd that visits them, a past to tell and a present to live.
import { Crowd } from './crowd.ts';
import type { Transport } from './http-api.ts';
import { httpTransport, listen, type ShopServer } from './http-server.ts';
import { population, REGIONS, type Region } from './population.ts';
import { seededRandom } from './seeded-random.ts';
import { ShopRegion } from './shop-region.ts';
import { Storefront } from './storefront.ts';
import { Telemetry } from './telemetry.ts';
import { LIVE_TIMELINE, msBetween, nanosOfMs, PastTimeline } from './timeline.ts';
import type { Visit } from './visit.ts';

export interface ShopOptions {
  readonly otlpUrl: string;
  readonly seed: number;
  /** How far back the told history goes. */
  readonly historyMinutes: number;
  readonly requestsPerSecond: number;
  /** The moment the history ends and the live traffic begins. */
  readonly nowNano: bigint;
  readonly onTrouble: (message: string) => void;
}

const QUEUE_POLL_MS = 1000;
const MAX_REQUESTS_IN_FLIGHT = 50;
/** Later than this by the clock means the machine slept. */
const LATE_MS = 10_000;

export class Shop {
  readonly telemetry: Telemetry;
  readonly #options: ShopOptions;
  readonly #regions: ReadonlyMap<Region, ShopRegion>;
  readonly #storefront: Storefront;
  readonly #crowd: Crowd;
  readonly #startNano: bigint;
  #requestsInFlight = 0;

  constructor(options: ShopOptions) {
    const random = seededRandom(options.seed, Number(options.nowNano / 1_000_000n) ^ options.seed);
    const users = population(random);
    const historyNano = nanosOfMs(options.historyMinutes * 60_000);
    const startNano = options.nowNano - historyNano;
    const progressAt = (nano: bigint) => (historyNano === 0n ? 1 : Number(nano - startNano) / Number(historyNano));
    this.#options = options;
    this.#startNano = startNano;
    this.telemetry = new Telemetry({ ...options, random });
    this.#regions = new Map(
      REGIONS.map((region) => [
        region,
        new ShopRegion({ region, random, telemetry: this.telemetry, progressAt }, users),
      ]),
    );
    this.#storefront = new Storefront(this.telemetry, random);
    this.#crowd = new Crowd(users, random, options.requestsPerSecond, startNano);
  }

  /** Tells the history: the same code on a made-up timeline, sent as it is told. Ends early, with what is told so far, on `signal`. */
  async tellHistory(signal: AbortSignal): Promise<void> {
    const transports = this.#transports((region) => (request, timeline) => region.api.handle(request, timeline));
    let nextPollNano = this.#startNano;
    while (this.#crowd.dueNano < this.#options.nowNano && !signal.aborted) {
      const dueNano = this.#crowd.dueNano;
      for (; nextPollNano < dueNano; nextPollNano += nanosOfMs(QUEUE_POLL_MS)) await this.#pollPast(nextPollNano);
      const visit = this.#crowd.take();
      const timeline = new PastTimeline(dueNano);
      await this.#storefront.step(visit, transports, timeline);
      this.#crowd.putBack(visit, timeline.now());
      await this.telemetry.flushIfFull();
    }
    await this.telemetry.flush();
  }

  /** Lives until `signal`: real requests to real ports at the crowd's pace. */
  async live(signal: AbortSignal): Promise<void> {
    const servers = new Map<Region, ShopServer>();
    for (const [region, { api }] of this.#regions) servers.set(region, await listen(api));
    const clients = new Map([...servers].map(([region, { port }]) => [region, httpTransport(port)]));
    const transports = this.#transports((_, region) => clients.get(region) as Transport);
    const worker = this.#pollUntil(signal);
    while (!signal.aborted) {
      const waitMs = msBetween(LIVE_TIMELINE.now(), this.#crowd.dueNano);
      if (waitMs < -LATE_MS) this.#crowd.skipTo(LIVE_TIMELINE.now());
      if (waitMs > 0) await pause(Math.min(waitMs, 250), signal);
      else this.#sendLive(this.#crowd.take(), transports);
    }
    await worker;
    await Promise.all([...servers.values()].map((server) => server.close()));
  }

  #sendLive(visit: Visit, transports: Readonly<Record<Region, Transport>>): void {
    if (this.#requestsInFlight >= MAX_REQUESTS_IN_FLIGHT) return;
    this.#requestsInFlight += 1;
    this.#storefront.step(visit, transports, LIVE_TIMELINE).finally(() => {
      this.#requestsInFlight -= 1;
      this.#crowd.putBack(visit, LIVE_TIMELINE.now());
    });
  }

  async #pollPast(nano: bigint): Promise<void> {
    for (const region of this.#regions.values()) await region.pollQueue(new PastTimeline(nano));
  }

  async #pollUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(QUEUE_POLL_MS, signal);
      await Promise.all([...this.#regions.values()].map((region) => region.pollQueue(LIVE_TIMELINE)));
    }
  }

  #transports(make: (region: ShopRegion, name: Region) => Transport): Readonly<Record<Region, Transport>> {
    const entries = [...this.#regions].map(([name, region]) => [name, make(region, name)] as const);
    return Object.fromEntries(entries) as Record<Region, Transport>;
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    signal.addEventListener('abort', done);
  });
}
