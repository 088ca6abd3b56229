// When rows are sent: each mode at each moment, and what makes a caller busy.
import { describe, expect, it, test } from 'vitest';
import {
  type CallerRhythm,
  emptyRhythm,
  type FlushMoment,
  type FlushView,
  isBusy,
  shouldFlush,
  staysToTheEnd,
  withGap,
} from '../../src/core/flush-policy.ts';
import type { FlushMode } from '../../src/core/settings.ts';

const BUSY: CallerRhythm = { gaps: 9, gapMs: 200, durationMs: 100, callMs: 20 };
const RARE: CallerRhythm = { gaps: 9, gapMs: 30_000, durationMs: 100, callMs: 20 };

function view(mode: FlushMode, moment: FlushMoment, changes: Partial<FlushView> = {}): FlushView {
  return {
    mode,
    moment,
    waitingBytes: 2_000,
    waitingMs: 500,
    flushBytes: 262_144,
    flushIntervalMs: 10_000,
    rhythm: RARE,
    ...changes,
  };
}

describe('rows are sent', () => {
  test.each<[FlushMode, CallerRhythm, FlushMoment, boolean]>([
    ['end', RARE, 'runtime-done', true],
    ['end', BUSY, 'runtime-done', true],
    ['end', RARE, 'invocation-start', true],
    ['end', RARE, 'rows-arrived', false],
    ['next', RARE, 'runtime-done', false],
    ['next', BUSY, 'invocation-start', true],
    ['next', BUSY, 'rows-arrived', false],
    ['auto', RARE, 'runtime-done', true],
    ['auto', emptyRhythm(), 'runtime-done', true],
    ['auto', BUSY, 'runtime-done', false],
    ['auto', BUSY, 'invocation-start', false],
    ['auto', RARE, 'invocation-start', true],
  ])('mode %s, %o, at %s: %s', (mode, rhythm, moment, expected) => {
    expect(shouldFlush(view(mode, moment, { rhythm }))).toBe(expected);
  });

  it('never when none waits, always when enough wait', () => {
    for (const mode of ['auto', 'end', 'next'] as const) {
      for (const moment of ['invocation-start', 'rows-arrived', 'runtime-done'] as const) {
        for (const rhythm of [RARE, BUSY]) {
          expect(shouldFlush(view(mode, moment, { rhythm, waitingBytes: 0, waitingMs: 99_999 }))).toBe(false);
          expect(shouldFlush(view(mode, moment, { rhythm, waitingBytes: 262_144 }))).toBe(true);
        }
      }
    }
  });

  it('in batches for a busy caller: once a interval, less often where the call outlasts the function', () => {
    const start = (waitingMs: number, rhythm: CallerRhythm) =>
      shouldFlush(view('auto', 'invocation-start', { waitingMs, rhythm }));
    expect(start(9_999, BUSY)).toBe(false);
    expect(start(10_000, BUSY)).toBe(true);
    const outlasting = { ...BUSY, durationMs: 5, callMs: 105 };
    expect(start(19_999, outlasting)).toBe(false);
    expect(start(20_000, outlasting)).toBe(true);
    expect(start(30_000, { ...outlasting, callMs: 90_000 })).toBe(true);
  });
});

describe('a caller', () => {
  const afterGaps = (...gaps: number[]) => gaps.reduce((rhythm, gap) => withGap(rhythm, gap, 10_000), emptyRhythm());

  it('is busy after three short gaps, and rare after one long one', () => {
    expect(isBusy(afterGaps(100, 100), 10_000)).toBe(false);
    expect(isBusy(afterGaps(100, 100, 100), 10_000)).toBe(true);
    expect(isBusy(afterGaps(100, 100, 100, 30_001), 10_000)).toBe(false);
    expect(isBusy(afterGaps(15_000, 15_000, 15_000, 15_000), 10_000)).toBe(false);
  });

  it('is stayed with to the end while it is rare', () => {
    expect(staysToTheEnd(view('auto', 'invocation-start', { rhythm: afterGaps(100) }))).toBe(true);
    expect(staysToTheEnd(view('auto', 'invocation-start', { rhythm: BUSY }))).toBe(false);
    expect(staysToTheEnd(view('end', 'invocation-start', { rhythm: BUSY }))).toBe(true);
    expect(staysToTheEnd(view('next', 'invocation-start'))).toBe(false);
  });
});
