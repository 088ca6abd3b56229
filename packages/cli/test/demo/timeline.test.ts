// Time as the shop spends it: told and lived.
import { describe, expect, it } from 'vitest';
import { hrTimeOf, LIVE_TIMELINE, msBetween, PastTimeline, type Timeline } from '../../src/demo/shop/timeline.ts';

const START_NANO = 1_795_402_000_123_456_789n;

async function throwAfter(timeline: Timeline, durationMs: number): Promise<never> {
  await timeline.spend(durationMs);
  throw new RangeError(`after ${durationMs} ms`);
}

describe('a past', () => {
  it('moves by what is spent, to the nanosecond', async () => {
    const timeline = new PastTimeline(START_NANO);
    await timeline.spend(1.000001);
    expect(timeline.now()).toBe(START_NANO + 1_000_001n);
    expect(hrTimeOf(timeline.now())).toEqual([1_795_402_000, 124_456_790]);
  });

  it('lets branches begin together and ends with the slowest', async () => {
    const timeline = new PastTimeline(START_NANO);
    const spendTwice = (durationMs: number) => async (branch: Timeline) => {
      await branch.spend(durationMs);
      await branch.spend(durationMs);
      return branch.now() - START_NANO;
    };
    const ends = await timeline.all([spendTwice(3), spendTwice(10), spendTwice(1)]);
    expect(ends).toEqual([6_000_000n, 20_000_000n, 2_000_000n]);
    expect(timeline.now()).toBe(START_NANO + 20_000_000n);
  });

  it('waits for every branch before it throws', async () => {
    const timeline = new PastTimeline(START_NANO);
    const branches = [(branch: Timeline) => throwAfter(branch, 2), (branch: Timeline) => branch.spend(9)];
    await expect(timeline.all(branches)).rejects.toThrow('after 2 ms');
    expect(timeline.now()).toBe(START_NANO + 9_000_000n);
  });
});

describe('the present', () => {
  it('is the wall clock and never runs backwards', () => {
    expect(Math.abs(msBetween(BigInt(Date.now()) * 1_000_000n, LIVE_TIMELINE.now()))).toBeLessThan(5);
    let before = LIVE_TIMELINE.now();
    for (let reading = 0; reading < 1000; reading += 1) {
      const now = LIVE_TIMELINE.now();
      expect(now >= before).toBe(true);
      before = now;
    }
  });

  it('waits for every branch before it throws', async () => {
    let slowerEnded = false;
    const slower = async (branch: Timeline) => {
      await branch.spend(20);
      slowerEnded = true;
    };
    await expect(LIVE_TIMELINE.all([(branch) => throwAfter(branch, 1), slower])).rejects.toThrow('after 1 ms');
    expect(slowerEnded).toBe(true);
  });
});
