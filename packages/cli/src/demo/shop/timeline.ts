// The time a piece of work lives in: the wall clock when the shop is live, a made-up past while it tells its history.
// The shop's code is the same in both; only how `spend` passes differs.

export interface Timeline {
  /** Nanoseconds since 1970 UTC. */
  now(): bigint;
  /** Lets `durationMs` pass. */
  spend(durationMs: number): Promise<void>;
  /** Runs the branches side by side and ends with the slowest; then throws what the first failed one threw. */
  all<T>(branches: readonly ((timeline: Timeline) => Promise<T>)[]): Promise<T[]>;
}

const NANOS_PER_MS = 1_000_000;
const NANOS_PER_SECOND = 1_000_000_000n;

export function nanosOfMs(durationMs: number): bigint {
  return BigInt(Math.round(durationMs * NANOS_PER_MS));
}

export function msBetween(fromNano: bigint, toNano: bigint): number {
  return Number(toNano - fromNano) / NANOS_PER_MS;
}

/** OpenTelemetry's HrTime: whole seconds and the nanoseconds beside them. */
export function hrTimeOf(nano: bigint): [seconds: number, nanos: number] {
  return [Number(nano / NANOS_PER_SECOND), Number(nano % NANOS_PER_SECOND)];
}

/** The wall clock, with the microseconds that Date.now() lacks. */
export const LIVE_TIMELINE: Timeline = {
  now: wallClockNano,
  spend: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
  all: async (branches) => valuesOf(await Promise.allSettled(branches.map((branch) => branch(LIVE_TIMELINE)))),
};

function valuesOf<T>(outcomes: readonly PromiseSettledResult<T>[]): T[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

// Anchored once and again every minute: a laptop's sleep and NTP move the wall clock but not the monotonic one.
const ANCHOR_LIFETIME_NANO = 60n * NANOS_PER_SECOND;
let anchorMonotonicNano = 0n;
let anchorWallNano = 0n;

function wallClockNano(): bigint {
  const monotonicNano = process.hrtime.bigint();
  if (anchorWallNano === 0n || monotonicNano - anchorMonotonicNano > ANCHOR_LIFETIME_NANO) {
    anchorMonotonicNano = monotonicNano;
    anchorWallNano = BigInt(Date.now()) * 1_000_000n;
  }
  return anchorWallNano + (monotonicNano - anchorMonotonicNano);
}

/** A past in which time passes only when it is spent: an hour of it takes seconds to tell. */
export class PastTimeline implements Timeline {
  #nano: bigint;

  constructor(startNano: bigint) {
    this.#nano = startNano;
  }

  now(): bigint {
    return this.#nano;
  }

  spend(durationMs: number): Promise<void> {
    this.#nano += nanosOfMs(durationMs);
    return Promise.resolve();
  }

  async all<T>(branches: readonly ((timeline: Timeline) => Promise<T>)[]): Promise<T[]> {
    const outcomes: PromiseSettledResult<T>[] = [];
    let latestNano = this.#nano;
    for (const branch of branches) {
      const timeline = new PastTimeline(this.#nano);
      outcomes.push(...(await Promise.allSettled([branch(timeline)])));
      if (timeline.now() > latestNano) latestNano = timeline.now();
    }
    this.#nano = latestNano;
    return valuesOf(outcomes);
  }
}
