// Bars over time, each on those before it, as heights from zero: one error among thousands is still seen. Pure.
import { linearRange } from './value-range.ts';

/** An error or a drop is never less than this high. */
export const LEAST_BAR_PX = 2;

type Values = readonly (number | null)[];

/**
 * The upper edge of each part in each bucket. What is too low to be seen is raised at the cost of the parts beneath it, so that a bar of
 * many stays as high as its sum.
 * @param parts the lowest first @param plotPx height of what is drawn on
 */
export function barEdges(parts: readonly Values[], plotPx: number): number[][] {
  const sums = parts.map((_, part) => (parts[0] ?? []).map((_value, at) => sumUpTo(parts, part, at)));
  const [bottom, top] = linearRange(0, Math.max(0, ...(sums.at(-1) ?? [])));
  const least = (LEAST_BAR_PX * (top - bottom)) / Math.max(LEAST_BAR_PX, plotPx);
  const edges = sums.map((sum) => [...sum]);
  for (let at = 0; at < (parts[0]?.length ?? 0); at += 1) {
    const shares = parts.map((values) => ((values[at] ?? 0) > 0 ? least : 0));
    let floor = 0;
    for (let part = 0; part < parts.length; part += 1) {
      floor += shares[part];
      edges[part][at] = Math.max(edges[part][at], floor);
    }
    for (let part = parts.length - 2; part >= 0; part -= 1) {
      edges[part][at] = Math.min(edges[part][at], edges[part + 1][at] - shares[part + 1]);
    }
  }
  return edges;
}

function sumUpTo(parts: readonly Values[], part: number, at: number): number {
  return parts.slice(0, part + 1).reduce((sum, values) => sum + (values[at] ?? 0), 0);
}
