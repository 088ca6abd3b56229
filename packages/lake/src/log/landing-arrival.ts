// The hour a landing file belongs to, by which it is one day too old to be kept. Pure.

const HOUR_MS = 3_600_000;

/**
 * Arrival of the file's first body. Where the lake has files that arrived more than an hour later by their names, and even the oldest span
 * started so much later, the clock was behind when they came: the senders' is taken, else retention would delete them as soon as it is right.
 */
export function landingArrivalMs(
  createdAtMs: number,
  latestArrivalMs: number | null,
  oldestStartUnixNano: string | null,
): number {
  if (latestArrivalMs === null || latestArrivalMs - createdAtMs <= HOUR_MS || oldestStartUnixNano === null) {
    return createdAtMs;
  }
  const oldestStartMs = Number(BigInt(oldestStartUnixNano) / 1_000_000n);
  return oldestStartMs - createdAtMs > HOUR_MS ? oldestStartMs : createdAtMs;
}

/** `null`: none. */
export function latestOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
