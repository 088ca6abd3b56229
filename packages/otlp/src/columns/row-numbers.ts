// One 32-bit number for every row: where its list ends, or which group it belongs to.
import { grownInt32 } from './grown-array.ts';

const INITIAL_CAPACITY = 64;

export class RowNumbers {
  values: Int32Array = new Int32Array(INITIAL_CAPACITY);

  set(row: number, value: number): void {
    if (row >= this.values.length) this.values = grownInt32(this.values, this.values.length * 2);
    this.values[row] = value;
  }

  /** The number of the row before; 0 before the first. */
  before(row: number): number {
    return row === 0 ? 0 : this.values[row - 1];
  }
}
