// Whether the platform tells how invocations end, learnt in each environment: an end that nobody tells must not hold it again and again.

/** Ends missed after which none is waited for any more. */
const MOST_MISSED = 2;
/** `next` is asked this long before the deadline at the latest. */
const BEFORE_DEADLINE_MS = 200;
/** The platform says within milliseconds that an invocation started; if it does not, it will not say that it ended either. */
const START_SEEN_MS = 500;
/** After one missed end an invocation is stayed with for ten times what such ones take, and a second. */
const USUAL_DURATIONS = 10;
const LEAST_STAY_MS = 1_000;

export interface WatchedInvocation {
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly deadlineMs: number;
  readonly isStarted: boolean;
}

export class EndWatch {
  /** How long each was stayed with. */
  readonly #missed = new Map<string, number>();

  get isWorthwhile(): boolean {
    return this.#missed.size < MOST_MISSED;
  }

  /** When an invocation is not waited for any longer. */
  releaseAtMs(invocation: WatchedInvocation, usualDurationMs: number | undefined): number {
    const { startedAtMs, deadlineMs, isStarted } = invocation;
    const lastMs = deadlineMs - BEFORE_DEADLINE_MS;
    if (!isStarted) return Math.min(startedAtMs + START_SEEN_MS, lastMs);
    if (this.#missed.size === 0) return lastMs;
    return Math.min(startedAtMs + LEAST_STAY_MS + USUAL_DURATIONS * (usualDurationMs ?? 0), lastMs);
  }

  missed(requestId: string, stayedMs: number): void {
    this.#missed.set(requestId, stayedMs);
  }

  /** One that was left while it still ran was not missed. */
  told(requestId: string, durationMs: number | undefined): void {
    if ((durationMs ?? 0) >= (this.#missed.get(requestId) ?? Infinity)) this.#missed.delete(requestId);
  }
}
