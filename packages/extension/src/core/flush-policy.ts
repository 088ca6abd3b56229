// When rows are sent, as a pure function of what is known: what the modes cost is in docs/cost.md.
import type { FlushMode } from './settings.ts';

/** The three moments at which the extension may choose. */
export type FlushMoment = 'invocation-start' | 'rows-arrived' | 'runtime-done';

export interface FlushView {
  readonly mode: FlushMode;
  readonly moment: FlushMoment;
  readonly waitingBytes: number;
  /** Age of the oldest row that waits; 0 when none waits. */
  readonly waitingMs: number;
  readonly flushBytes: number;
  readonly flushIntervalMs: number;
  readonly rhythm: CallerRhythm;
}

/** How often and how long the function is called, and how long Firehose takes, each a moving mean; `undefined` before the first. */
export interface CallerRhythm {
  readonly gaps: number;
  readonly gapMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly callMs: number | undefined;
}

/** Gaps seen before a caller counts as busy: a burst of cold starts ends before it, and its rows are sent at the end. */
const GAPS_TO_BE_BUSY = 3;
/** Of the newest value in a moving mean. */
const WEIGHT = 0.25;
const NO_RHYTHM: CallerRhythm = { gaps: 0, gapMs: undefined, durationMs: undefined, callMs: undefined };
/** A batch waits at most this many intervals for invocations enough to carry its call; a gap longer than that makes a caller rare. */
const LONGEST_STRETCH = 3;

export function emptyRhythm(): CallerRhythm {
  return NO_RHYTHM;
}

/** A busy caller's rows go in batches beside its invocations; its `next` is asked at once, so nothing is added to an invocation. */
export function isBusy(rhythm: CallerRhythm, flushIntervalMs: number): boolean {
  return rhythm.gaps >= GAPS_TO_BE_BUSY && rhythm.gapMs! < flushIntervalMs;
}

/** Whether the extension stays with the invocation until its end, to send its rows then. */
export function staysToTheEnd(view: Pick<FlushView, 'mode' | 'rhythm' | 'flushIntervalMs'>): boolean {
  if (view.mode === 'auto') return !isBusy(view.rhythm, view.flushIntervalMs);
  return view.mode === 'end';
}

export function shouldFlush(view: FlushView): boolean {
  if (view.waitingBytes === 0) return false;
  if (view.waitingBytes >= view.flushBytes) return true;
  if (view.moment === 'rows-arrived') return false;
  if (view.moment === 'runtime-done') return staysToTheEnd(view);
  if (view.mode !== 'auto' || !isBusy(view.rhythm, view.flushIntervalMs)) return true;
  return view.waitingMs >= stretchedIntervalMs(view);
}

/**
 * A call that takes longer than the function runs holds the environment for the difference. Spread over the invocations of
 * an interval that may cost 1 ms each, else the interval grows.
 */
function stretchedIntervalMs({ flushIntervalMs, rhythm }: FlushView): number {
  const addedMs = Math.max(0, (rhythm.callMs ?? 0) - (rhythm.durationMs ?? 0));
  const carried = addedMs * (rhythm.gapMs ?? 0);
  return Math.min(Math.max(flushIntervalMs, carried), flushIntervalMs * LONGEST_STRETCH);
}

export function withGap(rhythm: CallerRhythm, gapMs: number, flushIntervalMs: number): CallerRhythm {
  if (gapMs > flushIntervalMs * LONGEST_STRETCH) return { ...rhythm, gaps: 0, gapMs: undefined };
  return { ...rhythm, gaps: rhythm.gaps + 1, gapMs: mean(rhythm.gapMs, gapMs) };
}

export function withDuration(rhythm: CallerRhythm, durationMs: number): CallerRhythm {
  return { ...rhythm, durationMs: mean(rhythm.durationMs, durationMs) };
}

export function withCall(rhythm: CallerRhythm, callMs: number): CallerRhythm {
  return { ...rhythm, callMs: mean(rhythm.callMs, callMs) };
}

function mean(before: number | undefined, value: number): number {
  return before === undefined ? value : before + WEIGHT * (value - before);
}
