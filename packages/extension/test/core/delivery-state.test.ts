// Pauses between calls: longer with each failure, never the same for all, five minutes where nothing gets well by itself.
import { describe, expect, test } from 'vitest';
import type { CallVerdict } from '../../src/core/call-outcome.ts';
import {
  afterCall,
  CLOSED_MS,
  type DeliveryState,
  OPEN_DELIVERY,
  TIMEOUT_WEIGHT,
  waitUntilCallMs,
} from '../../src/core/delivery-state.ts';

const NOW_MS = 1_000_000;

function after(state: DeliveryState, verdict: CallVerdict, fraction = 0, weight = 1): DeliveryState {
  return afterCall(state, { verdict, nowMs: NOW_MS, fraction, weight });
}

/** Pauses after so many failures in a row, with jitter at one end. */
function pauses(failures: number, fraction: number): number[] {
  let state = OPEN_DELIVERY;
  return Array.from({ length: failures }, () => {
    state = after(state, 'retry', fraction);
    return waitUntilCallMs(state, NOW_MS);
  });
}

describe('the pause', () => {
  test('doubles from 100 ms, of which half is jitter', () => {
    expect(pauses(5, 0)).toEqual([50, 100, 200, 400, 800]);
    expect(pauses(5, 0.999_999)).toEqual([100, 200, 400, 800, 1_600]);
  });

  test('is five minutes after twelve failures, three timeouts, or what will not get well by itself', () => {
    expect(pauses(12, 0).slice(-2)).toEqual([30_000, CLOSED_MS]);
    let state = OPEN_DELIVERY;
    for (let i = 0; i < 3; i++) state = after(state, 'retry', 0, TIMEOUT_WEIGHT);
    expect([state.isClosed, after(OPEN_DELIVERY, 'close').isClosed, after(OPEN_DELIVERY, 'invalid').isClosed]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('ends with a call that took all', () => {
    expect(after(after(OPEN_DELIVERY, 'close'), 'delivered')).toEqual(OPEN_DELIVERY);
  });

  test('is not prolonged by a clock that was set back', () => {
    const state = after(OPEN_DELIVERY, 'close');
    expect(waitUntilCallMs(state, NOW_MS + 60_000)).toBe(CLOSED_MS - 60_000);
    expect(waitUntilCallMs(state, NOW_MS - 60_000)).toBe(0);
  });
});
