// The rows of a column that have a value, ascending.
// A part of each column rather than its base class: as one class it has one shape, which V8 reads about ten times
// faster than a field of six subclasses, and it is read fifty times a span.
import { EMPTY_INT32, grownCapacity, grownInt32 } from './grown-array.ts';

export class PresentRows {
  #rows: Int32Array = EMPTY_INT32;
  #count = 0;

  /** The place for the value of `row`. */
  append(row: number): number {
    const place = this.#count++;
    if (place === this.#rows.length) this.#rows = grownInt32(this.#rows, grownCapacity(place));
    this.#rows[place] = row;
    return place;
  }

  /** Forgets `row` and all after it. */
  cut(row: number): void {
    while (this.#count > 0 && this.#rows[this.#count - 1] >= row) this.#count--;
  }

  /** Of a column in a batch of `batchRows`. */
  vector(batchRows: number): { rows: Int32Array | null; count: number } {
    return { rows: this.#count === batchRows ? null : this.#rows, count: this.#count };
  }
}
