// How long rows took from their acknowledgement to being queryable: of the last tails, and the worst since the start.

/** Tails remembered: ten minutes of one a second. */
const KEPT = 600;

export class Freshness {
  lastMs: number | null = null;
  worstMs: number | null = null;
  private readonly recent: number[] = [];

  add(elapsedMs: number): void {
    this.lastMs = elapsedMs;
    this.worstMs = Math.max(this.worstMs ?? 0, elapsedMs);
    this.recent.push(elapsedMs);
    if (this.recent.length > KEPT) this.recent.shift();
  }

  /** 99 of 100 of the last tails were at least as fresh; `null` before the first. */
  get p99Ms(): number | null {
    const sorted = [...this.recent].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? null;
  }
}
