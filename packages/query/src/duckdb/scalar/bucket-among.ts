// width_bucket among bins: a binary search that checks only what it looks at, as Trino's does, so that bins out of order may go unseen.
import { RAISE_PREFIX } from '../raise.ts';

/** How many bins the operand has reached, as text; or an error. */
export function bucketAmong(bins: readonly number[], operand: number): string {
  let [low, high] = [0, bins.length];
  while (low < high) {
    if (bins[low] > bins[high - 1]) return invalid('Bin values are not sorted in ascending order');
    const middle = (low + high) >> 1;
    if (!Number.isFinite(bins[middle])) return invalid(`Bin value must be finite, got ${bins[middle]}`);
    if (operand < bins[middle]) high = middle;
    else low = middle + 1;
  }
  return String(low);
}

function invalid(message: string): string {
  return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|${message}`;
}
