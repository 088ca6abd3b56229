// What health and stats say of a writer's trouble, and how fresh its rows were.
import { TracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { Freshness } from '../../src/log/freshness.ts';
import { WriterTrouble } from '../../src/log/writer-trouble.ts';

const FULL = new TracelakeError('disk_full', 'full');
const GONE = new TracelakeError('storage_unavailable', 'gone');

describe('WriterTrouble', () => {
  it('tells of the folder first, and of a full log only while it is news', () => {
    const trouble = new WriterTrouble();
    expect(trouble.current(0)).toBeNull();
    trouble.note('log', FULL, 0);
    expect(trouble.current(30_000)).toBe(FULL);
    expect(trouble.current(30_001)).toBeNull();
    trouble.note('roll', FULL, 0);
    expect(trouble.current(1e9)).toBe(FULL);
    trouble.note('folder', GONE, 0);
    expect(trouble.current(1e9)).toBe(GONE);
    trouble.clear('folder');
    expect(trouble.current(1e9)).toBeNull();
  });

  it('forgets what a lost lock made fail once the lock is found again, also where nobody looked meanwhile', () => {
    const trouble = new WriterTrouble();
    const lost = new TracelakeError('storage_unavailable', 'moved', { details: { lockFile: 'wal/lock' } });
    trouble.note('log', lost, 0);
    trouble.note('roll', FULL, 0);
    trouble.clear('folder');
    expect(trouble.current(0)).toBe(FULL);
  });
});

describe('Freshness', () => {
  it('has the last, the worst, and what 99 of 100 of the last 600 were below', () => {
    const freshness = new Freshness();
    expect([freshness.lastMs, freshness.p99Ms]).toEqual([null, null]);
    freshness.add(9_000, 0);
    for (let ms = 1; ms <= 600; ms++) freshness.add(ms, 0);
    expect([freshness.lastMs, freshness.p99Ms, freshness.worstMs]).toEqual([600, 594, 9_000]);
  });

  it('keeps the worst of each minute of the last hour', () => {
    const freshness = new Freshness();
    for (const [ms, nowMs] of [
      [5, 0],
      [70, 59_999],
      [6, 60_000],
      [8, 59 * 60_000],
    ])
      freshness.add(ms, nowMs);
    expect(freshness.minutes.map(({ startMs, worstMs }) => [startMs, worstMs])).toEqual([
      [0, 70],
      [60_000, 6],
      [59 * 60_000, 8],
    ]);
    freshness.add(9, 60 * 60_000);
    expect(freshness.minutes.map(({ startMs }) => startMs)).toEqual([60_000, 59 * 60_000, 60 * 60_000]);
  });
});
