// What two stacks of a prediction merge to: without a memory, stacks that share their parents are merged once for each way to them,
// which doubles with each level of nesting.
import type { PredictionContext } from 'antlr4ng';

interface Merge {
  readonly left: PredictionContext;
  readonly right: PredictionContext;
  readonly merged: PredictionContext;
}

/** Has the shape of the runtime's DoubleDict, which is not exported. */
export class MergeMemory {
  private readonly merges = new Map<number, Merge[]>();

  get(left: PredictionContext, right: PredictionContext): PredictionContext | null {
    const known = this.merges.get(hashOf(left, right));
    return known?.find((merge) => equal(merge.left, left) && equal(merge.right, right))?.merged ?? null;
  }

  set(left: PredictionContext, right: PredictionContext, merged: PredictionContext): void {
    const hash = hashOf(left, right);
    const known = this.merges.get(hash);
    if (known === undefined) this.merges.set(hash, [{ left, right, merged }]);
    else known.push({ left, right, merged });
  }
}

function hashOf(left: PredictionContext, right: PredictionContext): number {
  return (Math.imul(left.hashCode(), 31) + right.hashCode()) | 0;
}

function equal(one: PredictionContext, other: PredictionContext): boolean {
  return one === other || one.equals(other);
}
