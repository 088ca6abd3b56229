// The range of time in which what a trace leads to is looked for: the page's own, where the trace lies in it; else some time around it. Pure.
import { rangeText, type TimeRange } from '../time/time-range.ts';

const AROUND_MS = 1_800_000;

/** Nothing where the page's own range does. */
export function rangeAround({ startMs, endMs }: TimeRange, momentMs: number): { start?: string; end?: string } {
  if (momentMs >= startMs && momentMs < endMs) return {};
  return rangeText({ startMs: momentMs - AROUND_MS, endMs: momentMs + AROUND_MS });
}
