// One 32-bit number for every row: where its list ends, or which group it belongs to.
import { EMPTY_INT32, grownCapacity, grownInt32 } from './grown-array.ts';

export class RowNumbers {
  values: Int32Array = EMPTY_INT32;

  set(row: number, value: number): void {
    if (row >= this.values.length) this.values = grownInt32(this.values, grownCapacity(this.values.length));
    this.values[row] = value;
  }

  /** The same number for the rows from `start` up to `end`. */
  setRun(start: number, end: number, value: number): void {
    if (end > this.values.length) {
      this.values = grownInt32(this.values, Math.max(grownCapacity(this.values.length), end));
    }
    for (let row = start; row < end; row++) this.values[row] = value;
  }

  /** The number of the row before; 0 before the first. */
  before(row: number): number {
    return row === 0 ? 0 : this.values[row - 1];
  }
}
