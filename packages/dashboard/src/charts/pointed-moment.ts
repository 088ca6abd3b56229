// The moment that is pointed at in one chart of the page: the others and the sparklines of rows show it, too.
import { useSyncExternalStore } from 'react';

/** uPlot links its charts by itself: they listen to the others alone. */
export type PointedIn = 'lines' | 'heatmap';

export interface PointedMoment {
  readonly ms: number;
  readonly by: PointedIn;
}

let pointed: PointedMoment | null = null;
const listeners = new Set<() => void>();

export function pointAt(ms: number | null, by: PointedIn): void {
  // Who leaves late must not take away what another has pointed at since.
  if (ms === null && pointed?.by !== by) return;
  if (ms === pointed?.ms && by === pointed?.by) return;
  pointed = ms === null ? null : { ms, by };
  for (const listener of listeners) listener();
}

export function watchPointed(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function pointedMoment(): PointedMoment | null {
  return pointed;
}

/** Equal steps of time, as a sparkline has them. */
export interface Buckets {
  readonly startMs: number;
  readonly bucketMs: number;
}

/** Of an answer; `merged`: so many are one value. */
export function bucketsOf(
  { times, granularitySeconds }: { readonly times: readonly string[]; readonly granularitySeconds: number },
  merged = 1,
): Buckets | undefined {
  if (times.length === 0) return undefined;
  return { startMs: Date.parse(times[0]), bucketMs: merged * granularitySeconds * 1000 };
}

/** Which of them the moment lies in; null where in none, or nothing is pointed at. Drawn again only where that changes. */
export function usePointedBucket({ startMs, bucketMs }: Buckets, count: number): number | null {
  return useSyncExternalStore(watchPointed, () => bucketOf(pointed, { startMs, bucketMs }, count));
}

export function bucketOf(
  at: Pick<PointedMoment, 'ms'> | null,
  { startMs, bucketMs }: Buckets,
  count: number,
): number | null {
  if (at === null) return null;
  const index = Math.floor((at.ms - startMs) / bucketMs);
  return index >= 0 && index < count ? index : null;
}
