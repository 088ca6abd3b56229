// When the roll writes a tail, when it lands, and what lands together.
import { describe, expect, it } from 'vitest';
import { nextRollStep, type RollableLog, type RollMoment } from '../../src/log/roll-policy.ts';

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);
const POLICY = { landEveryMs: 60_000, landingLogBytes: 1_000, landingWeight: 50 };

function log(sequence: number, seconds: number, hasTail = true, logBytes = 100, weight = 1): RollableLog {
  return { sequence, createdAtMs: NOON + seconds * 1000, logBytes, hasTail, weight, failedTries: 0 };
}

function next(logs: RollableLog[], seconds: number, moment: Partial<RollMoment> = {}) {
  return nextRollStep(logs, { nowMs: NOON + seconds * 1000, openSinceMs: null, force: false, ...moment }, POLICY);
}

describe('nextRollStep', () => {
  it('has nothing to do without logs, or while the minute runs', () => {
    expect(next([], 5)).toBeNull();
    expect(next([log(1, 1), log(2, 2)], 59)).toBeNull();
  });

  it('writes tails in order, before landing what is due', () => {
    expect(next([log(1, 1), log(2, 2, false), log(3, 3, false)], 70)).toEqual({ kind: 'tail', sequence: 2 });
  });

  it('lands the minute when it is over', () => {
    expect(next([log(1, 1), log(2, 2), log(3, 61)], 62)).toEqual({ kind: 'land', sequences: [1, 2] });
    expect(next([log(1, 1), log(2, 2)], 60)).toEqual({ kind: 'land', sequences: [1, 2] });
  });

  it('waits for bodies of the minute that are not closed yet', () => {
    expect(next([log(1, 1)], 60, { openSinceMs: NOON + 59_000 })).toBeNull();
    expect(next([log(1, 1)], 61, { openSinceMs: NOON + 60_000 })).toEqual({ kind: 'land', sequences: [1] });
  });

  it('lands early when enough has come', () => {
    const logs = [log(1, 1, true, 600), log(2, 2, true, 600), log(3, 3)];
    expect(next(logs, 4)).toEqual({ kind: 'land', sequences: [1, 2] });
  });

  it('lands early when few bytes are much to write', () => {
    const logs = [log(1, 1, true, 10, 40), log(2, 2, true, 10, 40), log(3, 3)];
    expect(next(logs, 4)).toEqual({ kind: 'land', sequences: [1, 2] });
  });

  it('lands before further tails what is full and shown', () => {
    const logs = [log(1, 1, true, 600), log(2, 2, true, 600), log(3, 3, false)];
    expect(next(logs, 4)).toEqual({ kind: 'land', sequences: [1, 2] });
    expect(next([logs[0], log(2, 2, false, 600), logs[2]], 4)).toEqual({ kind: 'tail', sequence: 2 });
  });

  it('lands before tails when landing is a minute late or several files behind', () => {
    expect(next([log(1, 1), log(2, 110, false)], 121)).toEqual({ kind: 'land', sequences: [1] });
    const many = [1, 2, 3, 4].map((sequence) => log(sequence, sequence, false, 800));
    expect(next(many.slice(0, 3), 4)).toEqual({ kind: 'tail', sequence: 1 });
    expect(next(many, 4)).toEqual({ kind: 'land', sequences: [1, 2] });
  });

  it('lands everything when forced, tails or not', () => {
    expect(next([log(1, 1, false), log(2, 2, false)], 3, { force: true })).toEqual({ kind: 'land', sequences: [1, 2] });
  });

  it('never lands two hours in one file', () => {
    const policy = { ...POLICY, landEveryMs: 7_000_000 };
    const logs = [log(1, -10), log(2, 10)];
    const moment = { nowMs: NOON + 20_000, openSinceMs: null, force: true };
    expect(nextRollStep(logs, moment, policy)).toEqual({ kind: 'land', sequences: [1] });
  });

  it('lands when the clock was set back', () => {
    expect(next([log(1, 1)], -7200)).toEqual({ kind: 'land', sequences: [1] });
  });
});
