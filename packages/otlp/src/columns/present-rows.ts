// The rows of a column that have a value, ascending.
// A part of each column rather than its base class: as one class it has one shape, which V8 reads about ten times
// faster than a field of six subclasses, and it is read fifty times a span.
import { EMPTY_INT32, grownCapacity, grownInt32 } from './grown-array.ts';

export class PresentRows {
  /** Up to the first row that is left out the place of a value is its row, and nothing is written down. */
  #isDense = true;
  #rows: Int32Array = EMPTY_INT32;
  #count = 0;

  /** The place for the value of `row`. */
  append(row: number): number {
    const place = this.#count++;
    if (this.#isDense) {
      if (place === row) return place;
      this.#writeDown(place);
    }
    if (place === this.#rows.length) this.#rows = grownInt32(this.#rows, grownCapacity(place));
    this.#rows[place] = row;
    return place;
  }

  /** The place for the value of `start`; those of the rows up to `end` follow. */
  appendRun(start: number, end: number): number {
    const place = this.#count;
    this.#count += end - start;
    if (this.#isDense) {
      if (place === start) return place;
      this.#writeDown(place);
    }
    if (this.#count > this.#rows.length) {
      this.#rows = grownInt32(this.#rows, Math.max(grownCapacity(this.#rows.length), this.#count));
    }
    for (let row = start; row < end; row++) this.#rows[place + row - start] = row;
    return place;
  }

  /** Forgets `row` and all after it. */
  cut(row: number): void {
    if (row === 0) {
      this.#count = 0;
      this.#isDense = true;
    } else if (this.#isDense) this.#count = Math.min(this.#count, row);
    else while (this.#count > 0 && this.#rows[this.#count - 1] >= row) this.#count--;
  }

  /** Of a column in a batch of `batchRows`. */
  vector(batchRows: number): { rows: Int32Array | null; count: number } {
    if (this.#count === batchRows) return { rows: null, count: batchRows };
    if (this.#isDense) this.#writeDown(this.#count);
    return { rows: this.#rows.subarray(0, this.#count), count: this.#count };
  }

  #writeDown(count: number): void {
    this.#isDense = false;
    if (this.#rows.length <= count) this.#rows = new Int32Array(Math.max(grownCapacity(0), count * 2));
    for (let row = 0; row < count; row++) this.#rows[row] = row;
  }
}
