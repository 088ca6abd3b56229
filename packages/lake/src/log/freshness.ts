// How long rows took from their acknowledgement to being queryable: of the last tails, minute by minute, and the worst since the start.

/** Tails remembered: ten minutes of one a second. */
const KEPT = 600;
const KEPT_MINUTES = 60;
const MINUTE_MS = 60_000;

export interface FreshMinute {
  readonly startMs: number;
  readonly worstMs: number;
}

export class Freshness {
  lastMs: number | null = null;
  worstMs: number | null = null;
  /** The last hour, the newest last; a minute without a tail is not there. */
  readonly minutes: FreshMinute[] = [];
  private readonly recent: number[] = [];

  add(elapsedMs: number, nowMs: number): void {
    this.lastMs = elapsedMs;
    this.worstMs = Math.max(this.worstMs ?? 0, elapsedMs);
    this.noteMinute(elapsedMs, nowMs - (nowMs % MINUTE_MS));
    this.recent.push(elapsedMs);
    if (this.recent.length > KEPT) this.recent.shift();
  }

  private noteMinute(elapsedMs: number, startMs: number): void {
    const last = this.minutes.at(-1);
    if (last?.startMs === startMs) {
      this.minutes[this.minutes.length - 1] = { startMs, worstMs: Math.max(last.worstMs, elapsedMs) };
      return;
    }
    this.minutes.push({ startMs, worstMs: elapsedMs });
    while (this.minutes[0].startMs <= startMs - KEPT_MINUTES * MINUTE_MS) this.minutes.shift();
  }

  /** 99 of 100 of the last tails were at least as fresh; `null` before the first. */
  get p99Ms(): number | null {
    const sorted = [...this.recent].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? null;
  }
}
