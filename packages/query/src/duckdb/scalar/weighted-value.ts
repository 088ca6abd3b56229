// The percentile of sorted floating values that each stand for several, as Trino's T-digest says it while it holds every value by itself: between
// two of them by the distance to the middle of each one's weight.

/** A value that stands for itself alone reaches half its weight to both sides. */
const ALONE = 0.5;

/** @param values in order, each with its weight of at least 1 */
export function weightedValue(values: readonly number[], weights: readonly number[], share: number): number | null {
  const last = values.length - 1;
  if (last < 0) return null;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const target = share * total;
  if (target < Math.max(1, weights[0] / 2)) return values[0];
  if (target > total - 1 || (weights[last] > 1 && total - target <= weights[last] / 2)) return values[last];
  let middle = weights[0] / 2;
  for (let i = 0; i < last; i++) {
    const next = middle + (weights[i] + weights[i + 1]) / 2;
    if (next > target) return between(values, weights, i, target - middle, next - target);
    middle = next;
  }
  return values[last];
}

function between(
  values: readonly number[],
  weights: readonly number[],
  left: number,
  toLeft: number,
  toRight: number,
): number {
  const [x, y] = [values[left], values[left + 1]];
  if (weights[left] === 1 && toLeft < ALONE) return x;
  if (weights[left + 1] === 1 && toRight <= ALONE) return y;
  const fromX = toLeft - (weights[left] === 1 ? ALONE : 0);
  const fromY = toRight - (weights[left + 1] === 1 ? ALONE : 0);
  return Math.max(x, Math.min(y, (x * fromY + y * fromX) / (fromX + fromY)));
}
