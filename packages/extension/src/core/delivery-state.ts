// When the next call to Firehose may be made: back-off with jitter after what passes by itself, five minutes after what does not.
import type { CallVerdict } from './call-outcome.ts';

export interface DeliveryState {
  /** Calls that failed one after the other. */
  readonly failures: number;
  readonly notBeforeMs: number;
  /** Longest that the wait may still be, however the clock is set meanwhile. */
  readonly longestWaitMs: number;
  /** Closed until then; one line was logged. */
  readonly isClosed: boolean;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 60_000;
/** As a removed stack, a missing permission or a missing route is tried again. */
export const CLOSED_MS = 300_000;
/** So many failures in a row are no passing trouble. */
const FAILURES_UNTIL_CLOSED = 12;
/** A call that was waited for in vain counts as several: each may have held the environment for all its time. */
export const TIMEOUT_WEIGHT = 4;

export const OPEN_DELIVERY: DeliveryState = { failures: 0, notBeforeMs: 0, longestWaitMs: 0, isClosed: false };

export interface CallEnd {
  readonly verdict: CallVerdict;
  readonly nowMs: number;
  /** In [0, 1): the jitter. */
  readonly fraction: number;
  readonly weight: number;
}

export function afterCall(state: DeliveryState, { verdict, nowMs, fraction, weight }: CallEnd): DeliveryState {
  if (verdict === 'delivered') return OPEN_DELIVERY;
  const failures = state.failures + weight;
  if (verdict === 'close' || verdict === 'invalid' || failures >= FAILURES_UNTIL_CLOSED) {
    return { failures, notBeforeMs: nowMs + CLOSED_MS, longestWaitMs: CLOSED_MS, isClosed: true };
  }
  const ceiling = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
  const waitMs = Math.round(ceiling * (0.5 + fraction / 2));
  return { failures, notBeforeMs: nowMs + waitMs, longestWaitMs: waitMs, isClosed: false };
}

/** How long until a call may be made; a clock that was set back does not prolong it. */
export function waitUntilCallMs(state: DeliveryState, nowMs: number): number {
  const waitMs = state.notBeforeMs - nowMs;
  return waitMs > state.longestWaitMs ? 0 : Math.max(0, waitMs);
}
