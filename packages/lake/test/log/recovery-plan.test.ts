// Which logs have landed, from any mixture of what a kill leaves behind.
import { describe, expect, it } from 'vitest';
import { firstCurrent, withLanding, withTail } from '../../src/current-document.ts';
import { tailPath } from '../../src/lake-paths.ts';
import { planRecovery } from '../../src/log/recovery-plan.ts';

const LAKE = '0123456789ab';
const NOTHING = { current: null, logs: [], landed: [], landedTails: [], tails: [], recent: [] };

function range(firstSequence: number, lastSequence: number, lakeId = LAKE) {
  return { lakeId, firstSequence, lastSequence };
}

function tailed(...sequences: number[]) {
  return sequences.reduce(
    (current, sequence) => {
      const bounds = { minStartTimeUnixNano: null, maxStartTimeUnixNano: null };
      const file = {
        path: tailPath('spans', sequence),
        tier: 'tail' as const,
        layout: 0,
        sizeBytes: 1,
        rows: 1,
        ...bounds,
      };
      return withTail(current, { sequence, file });
    },
    firstCurrent('spans', LAKE),
  );
}

describe('planRecovery', () => {
  it('starts an empty lake at 1', () => {
    expect(planRecovery(NOTHING, 'spans', LAKE)).toMatchObject({ landedLogs: [], openLogs: [], nextSequence: 1 });
  });

  it('lands what is in the log only, in order', () => {
    const plan = planRecovery({ ...NOTHING, logs: [5, 3, 4], current: withLanding(tailed(3), 2) }, 'spans', LAKE);
    expect(plan).toMatchObject({ landedLogs: [], openLogs: [3, 4, 5], nextSequence: 6 });
    expect(plan.current.tails).toHaveLength(1);
  });

  it('believes the document: a log that it counts as landed is not landed again', () => {
    const plan = planRecovery({ ...NOTHING, logs: [1, 2, 3], current: withLanding(tailed(3), 2) }, 'spans', LAKE);
    expect(plan).toMatchObject({ landedLogs: [1, 2], openLogs: [3] });
  });

  it('believes names: a range that no document counts yet has landed all the same', () => {
    const found = {
      ...NOTHING,
      logs: [3, 4, 5],
      landed: [range(1, 2), range(3, 4)],
      current: withLanding(tailed(3, 4, 5), 2),
    };
    const plan = planRecovery(found, 'spans', LAKE);
    expect(plan).toMatchObject({ landedLogs: [3, 4], openLogs: [5], current: { landedThrough: 4 } });
    expect(plan.current.tails.map((tail) => tail.sequence)).toEqual([5]);
  });

  it('does without a document', () => {
    const plan = planRecovery({ ...NOTHING, logs: [3, 4], landed: [range(1, 3)], tails: [9] }, 'spans', LAKE);
    expect(plan).toMatchObject({ landedLogs: [3], openLogs: [4], nextSequence: 10, current: { landedThrough: 3 } });
  });

  it('remembers the bodies of landed logs by their files of fingerprints, and by the logs where these are missing', () => {
    const found = { ...NOTHING, logs: [1, 2, 3], landed: [range(1, 2), range(3, 3)], recent: [2] };
    expect(planRecovery(found, 'spans', LAKE)).toMatchObject({ landedLogs: [1, 2, 3], forgottenLogs: [3] });
  });

  it('sets a log aside in whose stead a tail has landed, unless the document lists that tail still', () => {
    const found = { ...NOTHING, logs: [1, 2], landedTails: [1, 2].map((sequence) => ({ lakeId: LAKE, sequence })) };
    expect(planRecovery({ ...found, current: tailed(2) }, 'spans', LAKE)).toMatchObject({
      replacedLogs: [1],
      openLogs: [2],
    });
  });

  it('gives no number twice', () => {
    const landedTails = [{ lakeId: LAKE, sequence: 4 }];
    expect(planRecovery({ ...NOTHING, landedTails, recent: [3] }, 'spans', LAKE).nextSequence).toBe(5);
    expect(planRecovery({ ...NOTHING, landedTails, recent: [6] }, 'spans', LAKE).nextSequence).toBe(7);
  });

  it('does not mind the files of another lake', () => {
    const plan = planRecovery({ ...NOTHING, logs: [1], landed: [range(1, 50, 'ffffffffffff')] }, 'spans', LAKE);
    expect(plan).toMatchObject({ openLogs: [1], nextSequence: 2, current: { landedThrough: 0 } });
  });

  it('takes a month of minutes', () => {
    const landed = Array.from({ length: 200_000 }, (_, n) => range(n + 1, n + 1));
    expect(planRecovery({ ...NOTHING, landed }, 'spans', LAKE).nextSequence).toBe(200_001);
  });
});
