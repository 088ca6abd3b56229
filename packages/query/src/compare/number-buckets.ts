// Many small cells of numbers as a few buckets of about equal weight: quantiles, cut where cells end.
import { type Tally, totalOfTallies } from './counted-value.ts';

interface Cell extends Tally {
  readonly low: number | null;
  readonly high: number | null;
}

export interface NumberBucket extends Tally {
  readonly low: number;
  readonly high: number;
}

/** Ascending, at most `count`. Cells do not overlap. A cell heavier than a bucket should be has one of its own. */
export function mergedBuckets<T extends Cell>(
  cells: readonly T[],
  weightOf: (cell: T) => number,
  count: number,
): NumberBucket[] {
  const ordered = [...cells].sort((left, right) => left.low! - right.low!);
  if (ordered.length <= count) return ordered.map(bucketOf);
  const buckets: NumberBucket[] = [];
  let remaining = ordered.reduce((sum, cell) => sum + weightOf(cell), 0);
  let [open, weight]: [NumberBucket | undefined, number] = [undefined, 0];
  for (const cell of ordered) {
    const added = weightOf(cell);
    const target = remaining / (count - buckets.length);
    // Closed before a cell that would take it further past its share than it is short of it.
    if (open !== undefined && weight + added - target > target - weight && buckets.length < count - 1) {
      buckets.push(open);
      remaining -= weight;
      [open, weight] = [undefined, 0];
    }
    open = open === undefined ? bucketOf(cell) : joined(open, cell);
    weight += added;
  }
  if (open !== undefined) buckets.push(open);
  return buckets;
}

function bucketOf(cell: Cell): NumberBucket {
  return { ...cell, low: cell.low!, high: cell.high! };
}

function joined(bucket: NumberBucket, cell: Cell): NumberBucket {
  return {
    ...totalOfTallies([bucket, cell]),
    low: Math.min(bucket.low, cell.low!),
    high: Math.max(bucket.high, cell.high!),
  };
}
