// Pauses between calls: growing, jittered, five minutes where it will not get well by itself, and whatever the clock does.
import { describe, expect, it } from 'vitest';
import {
  afterCall,
  CLOSED_MS,
  type DeliveryState,
  OPEN_DELIVERY,
  TIMEOUT_WEIGHT,
  waitUntilCallMs,
} from '../../src/core/delivery-state.ts';

const NOW = 1_000_000;

function failed(times: number, weight = 1, fraction = 0.5): DeliveryState {
  let state = OPEN_DELIVERY;
  for (let i = 0; i < times; i++) state = afterCall(state, { verdict: 'retry', nowMs: NOW, fraction, weight });
  return state;
}

describe('the next call waits', () => {
  it('twice as long after each failure, between half of it and all', () => {
    const waits = [1, 2, 3, 4].map((times) =>
      [0, 0.999].map((fraction) => waitUntilCallMs(failed(times, 1, fraction), NOW)),
    );
    expect(waits).toEqual([
      [50, 100],
      [100, 200],
      [200, 400],
      [400, 800],
    ]);
  });

  it('five minutes after what does not pass, after many failures, or after three calls waited for in vain', () => {
    const closed = afterCall(OPEN_DELIVERY, { verdict: 'close', nowMs: NOW, fraction: 0, weight: 1 });
    for (const state of [closed, failed(12), failed(3, TIMEOUT_WEIGHT)]) {
      expect([state.isClosed, waitUntilCallMs(state, NOW)]).toEqual([true, CLOSED_MS]);
    }
    expect([failed(11).isClosed, failed(2, TIMEOUT_WEIGHT).isClosed]).toEqual([false, false]);
  });

  it('not at all after one that was taken', () => {
    expect(afterCall(failed(5), { verdict: 'delivered', nowMs: NOW, fraction: 0, weight: 1 })).toEqual(OPEN_DELIVERY);
  });

  it('no longer where the clock was set back', () => {
    expect(waitUntilCallMs(failed(4), NOW - 3_600_000)).toBe(0);
    expect(waitUntilCallMs(failed(4), NOW + 3_600_000)).toBe(0);
  });
});
